// Which mails and texts a person wants.
import type { NotificationPreferences } from '../../../events/http/notifications.ts';
import type { Mail } from './mail.ts';

/** Mails of the first kind are always sent. */
export type Category = 'account' | 'orders' | 'shipping';

/** Until a person says otherwise. */
export const defaultPreferences: NotificationPreferences = {
  locale: 'en',
  email: { orders: true, shipping: true },
  sms: { shipping: false },
  phone: null,
};

export const categoryOf = ({ template }: Mail): Category => {
  switch (template) {
    case 'order-shipped':
    case 'order-delivered':
      return 'shipping';
    case 'order-confirmed':
    case 'order-rejected':
    case 'order-cancelled':
    case 'lines-cancelled':
    case 'order-returned':
    case 'order-refunded':
      return 'orders';
    default:
      return 'account';
  }
};

export const wantsMail = ({ email }: NotificationPreferences, category: Category): boolean =>
  category === 'account' || email[category];

/** The number to text to; undefined where no text is wanted. */
export const textNumber = (
  { sms, phone }: NotificationPreferences,
  category: Category,
): string | undefined =>
  category === 'shipping' && sms.shipping && phone !== null ? phone : undefined;

export const withoutMail = (
  preferences: NotificationPreferences,
  category: Exclude<Category, 'account'>,
): NotificationPreferences => ({
  ...preferences,
  email: { ...preferences.email, [category]: false },
});

// What the notifications service does with the messages in its inbox.
import type { MessageContract, MessageData } from '../../events/message.ts';
import {
  userDeletionRequested,
  userProfileChanged,
  userVerified,
} from '../../events/messages/auth.ts';
import { sendAccountMail } from '../../events/messages/notifications.ts';
import {
  type OrderSummary,
  orderCancelled,
  orderConfirmed,
  orderDelivered,
  orderRefunded,
  orderRejected,
  orderReturned,
  orderShipped,
} from '../../events/messages/orders.ts';
import { endpointDisabled } from '../../events/messages/webhooks.ts';
import { isId } from '../../platform/kernel/ids.ts';
import {
  done,
  type Handled,
  type Incoming,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import type { Mail } from './domain/mail.ts';
import { categoryOf, textNumber, wantsMail } from './domain/preferences.ts';
import type { Deliver } from './sending/send.ts';
import type { Unsubscribing } from './sending/unsubscribing.ts';
import type { KnownContact, NotificationStore } from './store.ts';

export interface NotificationInboxOptions {
  readonly store: NotificationStore;
  readonly deliver: Deliver;
  readonly unsubscribeUrl: (what: Unsubscribing) => Promise<string>;
}

const ignored = (reason: string): Handled => ({ kind: 'ignored', reason });

export const notificationHandlers = ({
  store,
  deliver,
  unsubscribeUrl,
}: NotificationInboxOptions): readonly MessageHandler[] => {
  const keepContact = async (userId: string, contact: KnownContact, { envelope }: Incoming) =>
    (await store.keepContact(userId, contact, envelope.sequence))
      ? done
      : ignored('a later version is known');

  /** By mail and by text, as the person wants it. */
  const tell = async (userId: string, mail: Mail, { envelope, log }: Incoming) => {
    const { contact, preferences } = await store.person(userId);
    // The fact about the user may be on its way: the queue tries again.
    if (contact === undefined) throw new Error(`no address of ${userId} is known yet`);
    if ('erased' in contact) return ignored('the person has been erased');
    const notice = { messageId: envelope.id, mail, log };
    const { locale } = preferences;
    const category = categoryOf(mail);
    const phone = textNumber(preferences, category);
    if (phone !== undefined) await deliver.text(notice, phone, locale);
    if (!wantsMail(preferences, category)) return ignored('no such mails are wanted');
    const url = category === 'account' ? undefined : await unsubscribeUrl({ userId, category });
    return deliver.mail(notice, { ...contact, locale }, url);
  };

  /** A mail to the customer of an order. */
  const onOrder = <C extends MessageContract, K extends keyof MessageData<C> & string>(
    contract: C,
    reads: readonly K[],
    mailOf: (data: Pick<MessageData<C>, K>) => Mail & { readonly order: OrderSummary },
  ): MessageHandler =>
    on(contract, reads, (incoming) => {
      const mail = mailOf(incoming.data);
      return tell(mail.order.customerId, mail, incoming);
    });

  return [
    on(userVerified, ['userId', 'email', 'name'], (incoming) => {
      const { userId, email, name } = incoming.data;
      return keepContact(userId, { email, name }, incoming);
    }),
    on(userProfileChanged, ['userId', 'email', 'name'], (incoming) => {
      const { userId, email, name } = incoming.data;
      return keepContact(userId, { email, name }, incoming);
    }),
    on(userDeletionRequested, ['userId'], (incoming) =>
      keepContact(incoming.data.userId, { erased: true }, incoming),
    ),
    on(
      sendAccountMail,
      ['email', 'name', 'locale', 'template', 'token'],
      ({ envelope, data, log }) => {
        const { email, name, locale, template, token } = data;
        const notice = { messageId: envelope.id, mail: { template, token }, log };
        return deliver.mail(notice, { email, name, locale });
      },
    ),
    on(endpointDisabled, ['owner', 'url', 'reason'], async (incoming) => {
      const { owner, url, reason } = incoming.data;
      // A client has no address; it sees the status of its endpoint.
      if (!isId('usr', owner)) return ignored('the owner is no person');
      return tell(owner, { template: 'webhook-disabled', url, reason }, incoming);
    }),
    onOrder(orderConfirmed, ['order'], ({ order }) => ({ template: 'order-confirmed', order })),
    onOrder(orderRejected, ['order', 'reason'], ({ order, reason }) => ({
      template: 'order-rejected',
      order,
      reason,
    })),
    onOrder(orderCancelled, ['order'], ({ order }) => ({ template: 'order-cancelled', order })),
    onOrder(orderShipped, ['order', 'carrier', 'trackingNumber', 'lines', 'charge'], (shipped) => ({
      template: 'order-shipped',
      ...shipped,
    })),
    onOrder(orderDelivered, ['order'], ({ order }) => ({ template: 'order-delivered', order })),
    onOrder(orderReturned, ['order'], ({ order }) => ({ template: 'order-returned', order })),
    onOrder(orderRefunded, ['order', 'amount'], ({ order, amount }) => ({
      template: 'order-refunded',
      order,
      amount,
    })),
  ];
};

// Tells a person something by mail and by text, as they want it.
import { type Handled, type Incoming, ignored } from '../../../platform/messaging/inbox.ts';
import type { Mail } from '../domain/mail.ts';
import { categoryOf, textNumber, wantsMail } from '../domain/preferences.ts';
import type { NotificationStore } from '../store.ts';
import type { Deliver } from './send.ts';
import type { Unsubscribing } from './unsubscribing.ts';

export interface NotifyOptions {
  readonly store: Pick<NotificationStore, 'person'>;
  readonly deliver: Deliver;
  readonly unsubscribeUrl: (what: Unsubscribing) => Promise<string>;
}

export type Notify = (
  userId: string,
  mail: Mail,
  incoming: Pick<Incoming, 'envelope' | 'log'>,
) => Promise<Handled>;

export const createNotify =
  ({ store, deliver, unsubscribeUrl }: NotifyOptions): Notify =>
  async (userId, mail, { envelope, log }) => {
    const { contact, preferences } = await store.person(userId);
    // The fact about the user may be on its way: the queue tries again.
    if (contact === undefined) throw new Error(`no address of ${userId} is known yet`);
    if ('erased' in contact) return ignored('the person has been erased');
    const notice = { messageId: envelope.id, saidAt: envelope.time, mail, log };
    const { locale } = preferences;
    const category = categoryOf(mail);
    const phone = textNumber(preferences, category);
    const byMail = async (): Promise<Handled> => {
      if (!wantsMail(preferences, category)) return ignored('no such mails are wanted');
      const url = category === 'account' ? undefined : await unsubscribeUrl({ userId, category });
      return deliver.mail(notice, { ...contact, locale }, url);
    };
    // Neither waits for the other: what one way could not take now comes again, and is sent there alone.
    const [mailed, texted] = await Promise.allSettled([
      byMail(),
      phone === undefined ? undefined : deliver.text(notice, phone, locale),
    ]);
    if (mailed.status === 'rejected') throw mailed.reason;
    if (texted.status === 'fulfilled') return mailed.value;
    // Its message may come again before the word of the mail.
    if (mailed.value.kind === 'done') await deliver.confirm(notice, contact);
    throw texted.reason;
  };

// Sends one mail at most once: claimed before it is sent, given back only when it certainly was not.
import { AlreadyProcessed } from '../../platform/data/records.ts';
import type { Log } from '../../platform/log.ts';
import { done, type Handled } from '../../platform/messaging/inbox.ts';
import type { Mail } from './domain/mail.ts';
import { localeOf } from './domain/mail.ts';
import { renderMail } from './domain/render.ts';
import { type Mailer, NotSent } from './mailer.ts';
import type { Contact, NotificationStore } from './store.ts';

export interface DeliverOptions {
  readonly store: NotificationStore;
  readonly mailer: Mailer;
  /** Where the pages of our links are. */
  readonly publicUrl: string;
}

export type Deliver = (
  messageId: string,
  recipient: Contact,
  mail: Mail,
  log: Log,
) => Promise<Handled>;

export const createDeliver =
  ({ store, mailer, publicUrl }: DeliverOptions): Deliver =>
  async (messageId, { email, name, locale }, mail, log) => {
    const rendered = renderMail(mail, { name, locale: localeOf(locale) }, publicUrl);
    const delivery = { messageId, channel: 'email', recipient: email } as const;
    try {
      await store.claim(delivery);
    } catch (error) {
      if (error instanceof AlreadyProcessed) return { kind: 'ignored', reason: error.message };
      throw error;
    }
    try {
      await mailer.send(email, rendered);
    } catch (error) {
      if (error instanceof NotSent) {
        await store.release(delivery);
        throw error;
      }
      // It may have gone out: at most once matters more than at least once.
      log.error({ error, template: mail.template }, 'nobody knows whether the mail was sent');
    }
    return done;
  };

// Sends one mail or text at most once: the right to is taken before and given back only when it certainly was not. Whether a mail was sent, SES tells; of a text nobody does.
import { AlreadyProcessed } from '../../../platform/data/records.ts';
import { emailAddressOf } from '../../../platform/kernel/email-address.ts';
import { done, type Handled, ignored } from '../../../platform/messaging/inbox.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { type Locale, localeOf, type Mail } from '../domain/mail.ts';
import { renderMail, renderText } from '../domain/render.ts';
import type { Contact } from '../store.ts';
import { isFinal, type Mailer, NotSent } from './mailer.ts';
import { type Delivery, InDoubt, type Sent, tagsOf } from './sent.ts';
import type { Suppressions } from './suppressions.ts';
import type { Texter } from './texter.ts';

export interface DeliverOptions {
  readonly store: Sent & Suppressions;
  readonly mailer: Mailer;
  readonly texter: Texter;
  /** Where the pages of our links are. */
  readonly siteUrl: string;
}

export interface Notice extends Pick<Delivery, 'messageId' | 'saidAt'> {
  readonly mail: Mail;
  readonly log: Log;
}

export interface Deliver {
  mail(notice: Notice, recipient: Contact, unsubscribeUrl?: string): Promise<Handled>;
  text(notice: Notice, phone: string, locale: Locale): Promise<Handled>;
  /** The mail was sent: it goes out no more, however late the word of it is. */
  confirm(notice: Pick<Notice, 'messageId'>, recipient: Pick<Contact, 'email'>): Promise<void>;
}

export const createDeliver = ({ store, mailer, texter, siteUrl }: DeliverOptions): Deliver => {
  const failed = async (
    delivery: Delivery,
    { mail, log }: Notice,
    error: unknown,
  ): Promise<Handled> => {
    const { messageId, channel, recipient } = delivery;
    // Anybody can register what only looks like an address: that it is none needs no hands.
    if (isFinal(error)) {
      log.warn({ error, messageId, channel }, 'refused for itself');
      if (channel === 'email') await store.suppress(recipient, 'refused');
      return ignored(`the ${channel} service refuses it`);
    }
    if (error instanceof NotSent) {
      await store.release(delivery);
      throw error;
    }
    log.error({ error, template: mail.template }, 'nobody knows whether it was sent');
    // At most once matters more than at least once.
    if (channel === 'sms') return done;
    await store.doubt(delivery);
    throw new InDoubt(delivery);
  };

  const atMostOnce = async (
    delivery: Delivery,
    notice: Notice,
    send: () => Promise<void>,
  ): Promise<Handled> => {
    try {
      await store.acquire(delivery);
    } catch (error) {
      if (error instanceof AlreadyProcessed) return ignored(error.message);
      throw error;
    }
    try {
      await send();
    } catch (error) {
      return failed(delivery, notice, error);
    }
    return done;
  };

  return {
    mail: async (notice, { email: written, name, locale }, unsubscribeUrl) => {
      const email = emailAddressOf(written);
      if (email === undefined) return ignored('mail cannot reach the address');
      if (await store.isSuppressed(email)) return ignored('the address has bounced or complained');
      const addressee = { name, locale: localeOf(locale), unsubscribeUrl };
      const rendered = renderMail(notice.mail, addressee, siteUrl);
      const { messageId, saidAt } = notice;
      const delivery = { messageId, saidAt, channel: 'email', recipient: email } as const;
      return atMostOnce(delivery, notice, () =>
        mailer.send(email, { ...rendered, unsubscribeUrl, tags: { ...tagsOf(delivery) } }),
      );
    },

    text: (notice, phone, locale) => {
      const { messageId, saidAt } = notice;
      const delivery = { messageId, saidAt, channel: 'sms', recipient: phone } as const;
      const text = renderText(notice.mail, locale);
      return atMostOnce(delivery, notice, () => texter.send(phone, text));
    },

    confirm: ({ messageId }, { email }) =>
      store.confirm(tagsOf({ messageId, recipient: emailAddressOf(email) ?? email })),
  };
};

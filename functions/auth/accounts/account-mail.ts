// Mails about the account itself, as commands to notifications.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import {
  type AccountMailTemplate,
  sendAccountMail,
} from '../../../events/messages/notifications.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import type { User } from '../domain/user.ts';
import type { MailToken } from '../store.ts';

export const accountMail = (
  { id, email, name }: User,
  template: AccountMailTemplate,
  token?: string,
): OutgoingMessage => {
  const recipient = { userId: id, email, name };
  const data = token === undefined ? { ...recipient, template } : { ...recipient, template, token };
  return message(sendAccountMail, id, data);
};

/** Seconds a link in a mail is good for. */
const mailTokenLifetime = 30 * 60;

export const mailTokenFor = (
  { id, epoch }: Pick<User, 'id' | 'epoch'>,
  purpose: MailToken['purpose'],
  clock: Clock,
): MailToken => ({
  purpose,
  userId: id,
  epoch,
  expiresAt: epochSeconds(clock) + mailTokenLifetime,
});

export const isGood = (
  token: MailToken | undefined,
  purpose: MailToken['purpose'],
  clock: Clock,
): token is MailToken => token?.purpose === purpose && token.expiresAt > epochSeconds(clock);

// Mails about the account itself, as commands to notifications.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import {
  type AccountMailTemplate,
  sendAccountMail,
} from '../../../events/messages/notifications.ts';
import type { User } from '../domain/user.ts';

export const accountMail = (
  { id, email, name }: User,
  template: AccountMailTemplate,
  token?: string,
): OutgoingMessage => {
  const recipient = { userId: id, email, name };
  const data = token === undefined ? { ...recipient, template } : { ...recipient, template, token };
  return message(sendAccountMail, id, data);
};

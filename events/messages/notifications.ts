// What other services ask to have sent; sent at most once per command.
import { type Static, Type } from 'typebox';
import { command } from '../message.ts';
import { strict } from '../schemas.ts';

const Recipient = {
  userId: Type.Optional(Type.String({ maxLength: 64 })),
  email: Type.String({ minLength: 3, maxLength: 254 }),
  name: Type.String({ maxLength: 200 }),
  locale: Type.Optional(Type.String({ pattern: '^[a-z]{2}$' })),
};

export const AccountMailTemplate = Type.Enum([
  'verify-email',
  'already-registered',
  'password-reset',
  'password-changed',
  'mfa-enabled',
  'mfa-disabled',
  'account-disabled',
]);
export type AccountMailTemplate = Static<typeof AccountMailTemplate>;

/** A mail about the account itself; `token` goes into the link and nowhere else. */
export const sendAccountMail = command(
  'notifications.send-account-mail.v1',
  strict({
    ...Recipient,
    template: AccountMailTemplate,
    token: Type.Optional(Type.String({ minLength: 20, maxLength: 200 })),
  }),
);

// A new password in place of a forgotten one, with the link from a mail.
import type { ChangeAccount, ChangeOptions } from '../accounts/account-changes.ts';
import { accountMail } from '../accounts/account-mail.ts';
import { resetPassword, type User } from '../domain/user.ts';
import type { MailLinks } from '../registration/mail-links.ts';
import type { KnownDevices } from '../throttling/known-devices.ts';
import { writes } from '../writes.ts';
import type { Passwords } from './passwords.ts';

/** The account as it was before. Throws `invalid-token` or `password-rejected`. */
export type ResetPassword = (
  chosen: { readonly token: string; readonly password: string },
  asked: { readonly sourceIp: string } & Pick<ChangeOptions, 'causation'>,
) => Promise<User>;

export const createResetting =
  ({
    links,
    passwords,
    devices,
    changeAccount,
  }: {
    readonly links: Pick<MailLinks, 'open'>;
    readonly passwords: Pick<Passwords, 'choose'>;
    readonly devices: Pick<KnownDevices, 'rememberNetwork'>;
    readonly changeAccount: ChangeAccount;
  }): ResetPassword =>
  async ({ token, password }, { sourceIp, causation }) => {
    const { link, user } = await links.open(token, ['password-reset']);
    const rules = { email: user.email, hasMfa: user.mfa !== undefined };
    const passwordHash = await passwords.choose(password, rules);
    await changeAccount(user.id, {
      causation,
      decide: (before) => ({
        user: resetPassword(before, link, passwordHash),
        writes: [writes.spendMailToken(token), devices.rememberNetwork(before.email, sourceIp)],
        messages: [accountMail(before, 'password-changed')],
      }),
    });
    return user;
  };

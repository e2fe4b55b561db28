// The address of an account is confirmed with the token from a mail: at first, and when it changes.
import { AppError } from '../../../platform/kernel/errors.ts';
import type { AccountChange, ChangeAccount, ChangeOptions } from '../accounts/account-changes.ts';
import { profileFact, verifiedFact } from '../accounts/account-facts.ts';
import { changeAddress, type User, verifyAddress } from '../domain/user.ts';
import type { AccountStore } from '../store.ts';
import type { KnownDevices } from '../throttling/known-devices.ts';
import { type MailToken, writes } from '../writes.ts';
import type { MailLinks } from './mail-links.ts';

export type VerifyAddress = (
  token: string,
  asked: { readonly sourceIp: string } & Pick<ChangeOptions, 'causation'>,
) => Promise<User>;

const verified =
  (registered: string | undefined) =>
  (before: User, { epoch, registration = before }: MailToken): AccountChange => {
    const user = verifyAddress(before, epoch, registration);
    const isLast = registered === registration.passwordHash;
    return {
      user,
      writes: isLast ? [writes.removeRegistration(user.email)] : [],
      messages: [verifiedFact(user)],
    };
  };

const moved =
  (store: Pick<AccountStore, 'userAt'>) =>
  async (before: User, link: MailToken): Promise<AccountChange> => {
    const user = changeAddress(before, link.email ?? '', link);
    const holder = await store.userAt(user.email);
    const taken =
      holder?.status === 'pending' ? writes.takeEmailFrom(holder, user) : [writes.takeEmail(user)];
    return {
      user,
      writes: [writes.freeEmail(before.email), ...taken],
      messages: [profileFact(user)],
    };
  };

export const createVerifying =
  ({
    store,
    links,
    devices,
    changeAccount,
  }: {
    readonly store: Pick<AccountStore, 'registeredAt' | 'userAt'>;
    readonly links: Pick<MailLinks, 'open'>;
    readonly devices: Pick<KnownDevices, 'rememberNetwork'>;
    readonly changeAccount: ChangeAccount;
  }): VerifyAddress =>
  async (token, { sourceIp, causation }) => {
    const { link, user: account } = await links.open(token, ['verify-email', 'change-email']);
    if (account.status === 'deleted') throw new AppError('invalid-token');
    const decide =
      link.purpose === 'verify-email'
        ? verified(await store.registeredAt(account.email))
        : moved(store);
    return changeAccount(account.id, {
      causation,
      decide: async (before) => {
        const change = await decide(before, link);
        const spent = writes.spendMailToken(token);
        const known = devices.rememberNetwork(change.user.email, sourceIp);
        return { ...change, writes: [spent, known, ...(change.writes ?? [])] };
      },
    });
  };

// The address of an account is confirmed with the token from a mail: at first, and when it changes.

import { verifyEmail } from '../../../events/http/auth/auth.ts';
import { message } from '../../../events/message.ts';
import { userProfileChanged, userVerified } from '../../../events/messages/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { AccountChange, ChangeAccount } from '../accounts/account-changes.ts';
import { isGood } from '../accounts/account-mail.ts';
import { audit } from '../audit.ts';
import { changeAddress, type User, verifyAddress } from '../domain/user.ts';
import type { AuthServices } from '../services.ts';
import { type MailToken, writes } from '../store.ts';

const contactOf = ({ id, email, name }: User) => ({ userId: id, email, name });

const verified = (before: User, { epoch, registration }: MailToken): AccountChange => {
  const user = verifyAddress(before, epoch, registration ?? before);
  return { user, messages: [message(userVerified, user.id, contactOf(user))] };
};

const moved = (before: User, { epoch, email = '' }: MailToken): AccountChange => {
  const user = changeAddress(before, email, epoch);
  return {
    user,
    writes: [writes.freeEmail(before.email), writes.takeEmail(user)],
    messages: [message(userProfileChanged, user.id, contactOf(user))],
  };
};

export const verificationEndpoints = (
  { store, devices, clock }: AuthServices,
  changeAccount: ChangeAccount,
): Endpoint[] => [
  endpoint(verifyEmail, async ({ body, causation, log, sourceIp }) => {
    const token = await store.mailToken(body.token);
    const decide = [
      { purpose: 'verify-email', decide: verified } as const,
      { purpose: 'change-email', decide: moved } as const,
    ].find(({ purpose }) => isGood(token, purpose, clock))?.decide;
    if (token === undefined || decide === undefined) throw new AppError('invalid-token');
    const account = await store.user(token.userId);
    if (account === undefined || account.status === 'deleted') throw new AppError('invalid-token');
    const user = await changeAccount(account.id, {
      causation,
      decide: (before) => {
        const change = decide(before, token);
        const spent = writes.spendMailToken(body.token);
        const known = devices.rememberNetwork(change.user.email, sourceIp);
        return { ...change, writes: [spent, known, ...(change.writes ?? [])] };
      },
    });
    audit(log, 'address-verified', { target: user.id });
    return { status: 204 };
  }),
];

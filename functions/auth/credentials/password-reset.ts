// A forgotten password: a link by mail, and a new password with its token.

import { confirmPasswordReset, requestPasswordReset } from '../../../events/http/auth/auth.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { accountMail, isGood, mailTokenFor } from '../accounts/account-mail.ts';
import { audit } from '../audit.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { changePassword, type User } from '../domain/user.ts';
import { newSecret } from '../secret-token.ts';
import type { AuthServices } from '../services.ts';
import { nobody, userPartition, writes } from '../store.ts';

export const passwordResetEndpoints = (
  services: AuthServices,
  changeAccount: ChangeAccount,
): Endpoint[] => {
  const { store, commit, passwords, throttle, devices, clock } = services;

  const find = async (email: string): Promise<User | undefined> => {
    const user = await store.user((await store.userIdOf(email)) ?? nobody);
    return user?.status === 'active' ? user : undefined;
  };

  const workFor = (user: User | undefined) => {
    const token = newSecret();
    if (user === undefined) {
      const decoy = mailTokenFor({ id: nobody, epoch: 0 }, 'none', clock);
      return {
        pk: userPartition(nobody),
        writes: [writes.putMailToken(token, decoy), writes.putMailToken(newSecret(), decoy)],
      };
    }
    return {
      pk: userPartition(user.id),
      writes: [writes.putMailToken(token, mailTokenFor(user, 'password-reset', clock))],
      messages: [accountMail(user, 'password-reset', token)],
    };
  };

  return [
    endpoint(requestPasswordReset, async ({ body, causation, log, sourceIp }) => {
      const email = checkedEmailAddress(body.email);
      await throttle.admitMail('password-reset', { account: email, sourceIp });
      await commit({ ...workFor(await find(email)), causation });
      audit(log, 'password-reset-requested', { email, sourceIp });
      return { status: 202, body: { status: 'accepted' } };
    }),

    endpoint(confirmPasswordReset, async ({ body, causation, log, sourceIp }) => {
      const token = await store.mailToken(body.token);
      if (!isGood(token, 'password-reset', clock)) throw new AppError('invalid-token');
      const user = await store.user(token.userId);
      if (user === undefined) throw new AppError('invalid-token');
      checkPassword(body.password, { email: user.email, hasMfa: user.mfa !== undefined });
      const passwordHash = await passwords.hash(body.password);
      await changeAccount(user.id, {
        causation,
        decide: (before) => {
          if (before.status !== 'active' || before.epoch !== token.epoch) {
            throw new AppError('invalid-token');
          }
          return {
            user: changePassword(before, passwordHash),
            writes: [
              writes.spendMailToken(body.token),
              devices.rememberNetwork(before.email, sourceIp),
            ],
            messages: [accountMail(before, 'password-changed')],
          };
        },
      });
      audit(log, 'password-reset', { target: user.id });
      return { status: 204 };
    }),
  ];
};

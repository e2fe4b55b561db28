// The caller's password and one-time codes; every change asks for the password, and a code where MFA is on.

import {
  changePassword,
  confirmMfa,
  disableMfa,
  enrolMfa,
} from '../../../events/http/auth/account.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { ChangeAccount } from '../accounts/account-changes.ts';
import { accountMail } from '../accounts/account-mail.ts';
import { audit } from '../audit.ts';
import { checkPassword } from '../domain/password-rules.ts';
import * as account from '../domain/user.ts';
import type { AuthServices } from '../services.ts';
import { counted } from '../throttling/throttle.ts';
import type { Owner } from './owner.ts';
import { provenCaller, unchangedSince } from './step-up.ts';
import {
  newRecoveryCode,
  newTotpSecret,
  otpauthUri,
  recoveryHash,
  spendCode,
  stepAt,
} from './totp.ts';

const recoveryCodes = 10;

export const credentialEndpoints = (
  services: AuthServices,
  changeAccount: ChangeAccount,
  owner: Owner,
): Endpoint[] => {
  const { store, passwords, clock, throttle } = services;
  const prove = provenCaller.bind(undefined, { store, owner, changeAccount });

  return [
    endpoint(changePassword, async (request) => {
      const { currentPassword, newPassword, otp } = request.body;
      const proven = await prove(request, { password: currentPassword, otp });
      const hasMfa = proven.mfa !== undefined;
      checkPassword(newPassword, { email: proven.email, hasMfa, pointer: '/newPassword' });
      const passwordHash = await passwords.hash(newPassword);
      await changeAccount(proven.id, {
        causation: request.causation,
        decide: (before) => ({
          user: account.changePassword(unchangedSince(proven, before), passwordHash),
          messages: [accountMail(before, 'password-changed')],
        }),
      });
      audit(request.log, 'password-changed', { actor: proven.id });
      return { status: 204 };
    }),

    endpoint(enrolMfa, async (request) => {
      const proven = await prove(request, request.body);
      if (proven.mfa !== undefined) throw new AppError('already-exists');
      const secret = newTotpSecret();
      const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
      const mfaPending = { secret, recoveryHashes: codes.map(recoveryHash) };
      await changeAccount(proven.id, {
        causation: request.causation,
        decide: (before) => ({ user: { ...unchangedSince(proven, before), mfaPending } }),
      });
      const uri = otpauthUri(proven.email, secret);
      return { status: 200, body: { otpauthUri: uri, secret, recoveryCodes: codes } };
    }),

    endpoint(confirmMfa, async (request) => {
      const { subject, session: device } = callerOf(request);
      const { sourceIp, causation, body } = request;
      const tries = await throttle.admitGuess({ account: subject, sourceIp, device });
      const confirmed = (before: account.User): account.User => {
        const { mfaPending, ...user } = before;
        if (mfaPending === undefined) throw new AppError('invalid-state');
        const enrolled = { ...mfaPending, lastStep: stepAt(clock.now()) - 2 };
        const mfa = /^\d{6}$/.test(body.otp)
          ? spendCode(enrolled, body.otp, clock.now())
          : undefined;
        if (mfa === undefined) throw new AppError('invalid-credentials');
        return { ...user, mfa };
      };
      await counted(tries, () =>
        changeAccount(subject, {
          causation,
          decide: (before) => ({
            user: confirmed(before),
            messages: [accountMail(before, 'mfa-enabled')],
          }),
        }),
      );
      await tries.clear();
      audit(request.log, 'mfa-enabled', { actor: subject });
      return { status: 204 };
    }),

    endpoint(disableMfa, async (request) => {
      const proven = await prove(request, request.body);
      if (proven.mfa === undefined) throw new AppError('invalid-state');
      // A password that was long enough only beside a second factor must grow first.
      checkPassword(request.body.password, { email: proven.email });
      await changeAccount(proven.id, {
        causation: request.causation,
        decide: (before) => {
          const { mfa: _mfa, ...user } = unchangedSince(proven, before);
          return { user, messages: [accountMail(before, 'mfa-disabled')] };
        },
      });
      audit(request.log, 'mfa-disabled', { actor: proven.id });
      return { status: 204 };
    }),
  ];
};

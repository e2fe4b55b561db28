// Enrolling a second factor: a secret and recovery codes are shown once, and count after the first code.
import { AppError } from '../../../platform/kernel/errors.ts';
import type { User } from '../domain/user.ts';
import {
  newRecoveryCode,
  newTotpSecret,
  otpauthUri,
  recoveryHash,
  spendCode,
  stepAt,
} from './totp.ts';

const recoveryCodes = 10;

/** What is kept, and what is shown. Throws `already-exists` where MFA is on. */
export const beginEnrolment = ({ email, mfa }: User) => {
  if (mfa !== undefined) throw new AppError('already-exists');
  const secret = newTotpSecret();
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
  return {
    mfaPending: { secret, recoveryHashes: codes.map(recoveryHash) },
    shown: { otpauthUri: otpauthUri(email, secret), secret, recoveryCodes: codes },
  };
};

/** With the first code of the device. Throws `invalid-state` where nothing waits for it, `invalid-credentials` for a wrong one. */
export const enrolled = (before: User, otp: string, now: number): User => {
  const { mfaPending, ...user } = before;
  if (mfaPending === undefined) throw new AppError('invalid-state');
  const waiting = { ...mfaPending, lastStep: stepAt(now) - 2 };
  const mfa = /^\d{6}$/.test(otp) ? spendCode(waiting, otp, now) : undefined;
  if (mfa === undefined) throw new AppError('invalid-credentials');
  return { ...user, mfa };
};

/** Throws `invalid-state` where MFA is not on. */
export const checkIsEnrolled = ({ mfa }: User): void => {
  if (mfa === undefined) throw new AppError('invalid-state');
};

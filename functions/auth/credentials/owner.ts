// Is it the owner? The password, and a one-time code where MFA is on; asked at login and again before sensitive changes.

import type { Clock } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { User } from '../domain/user.ts';
import type { Tried } from '../throttling/counters.ts';
import type { Throttle } from '../throttling/throttle.ts';
import { countedTry, type Tries } from '../throttling/tries.ts';
import type { Passwords } from './passwords.ts';
import { spendCode } from './totp.ts';

export interface Proof {
  readonly password: string;
  readonly otp?: string;
}

export interface Proven {
  readonly found: User;
  readonly proven: User;
}

/** To be cleared by the caller, since only the owner can have come so far. */
export interface ProofTaken extends Proven {
  readonly tries: Tries;
}

export interface Owner {
  /**
   * The account as found, and with its code spent, to be saved by the caller.
   * Throws `invalid-credentials`, `otp-required`, `email-not-verified` or `rate-limited`.
   */
  prove(find: () => Promise<User | undefined>, proof: Proof, tried: Tried): Promise<ProofTaken>;
}

/** One of the few codes that stand in for a lost device is gone. */
export const hasUsedRecoveryCode = ({ found, proven }: Proven): boolean =>
  found.mfa?.recoveryHashes.length !== proven.mfa?.recoveryHashes.length;

const isOpen = (user: User | undefined): user is User =>
  user?.status === 'active' || user?.status === 'pending';

/** The second factor. A code that was spent meanwhile is a wrong one. */
export const spendOtp = (user: User, otp: string | undefined, now: number): User => {
  if (user.mfa === undefined) return user;
  if (otp === undefined) throw new AppError('otp-required');
  const mfa = spendCode(user.mfa, otp, now);
  if (mfa === undefined) throw new AppError('invalid-credentials');
  return { ...user, mfa };
};

export const createOwner = ({
  passwords,
  throttle,
  clock,
}: {
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly throttle: Pick<Throttle, 'admitGuess'>;
  readonly clock: Clock;
}): Owner => {
  const check = async (user: User | undefined, { password, otp }: Proof): Promise<Proven> => {
    const known = isOpen(user) ? user.passwordHash : undefined;
    const matches = await passwords.verify(password, known);
    if (!matches || !isOpen(user)) throw new AppError('invalid-credentials');
    if (user.status === 'pending') throw new AppError('email-not-verified');
    return { found: user, proven: spendOtp(user, otp, clock.now()) };
  };

  return {
    prove: async (find, proof, tried) => {
      const [tries, user] = await Promise.all([throttle.admitGuess(tried), find()]);
      return { ...(await countedTry(tries, () => check(user, proof))), tries };
    },
  };
};

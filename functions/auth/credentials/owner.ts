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

/** Whose account it is said to be. */
export interface Claim {
  find(): Promise<User | undefined>;
  /** Hash of what the address was last registered with, by whomever. */
  registered?(): Promise<string | undefined>;
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
  prove(claim: Claim, proof: Proof, tried: Tried): Promise<ProofTaken>;
}

/** One of the few codes that stand in for a lost device is gone. */
export const hasUsedRecoveryCode = ({ found, proven }: Proven): boolean =>
  found.mfa?.recoveryHashes.length !== proven.mfa?.recoveryHashes.length;

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
  /** Whoever has registered an address is told the same, whether somebody had an account there or not. */
  const refusalOf = async (password: string, { registered }: Claim): Promise<AppError> => {
    const isChosen =
      registered !== undefined && (await passwords.verify(password, await registered()));
    return new AppError(isChosen ? 'email-not-verified' : 'invalid-credentials');
  };

  const check = async (
    claim: Claim,
    user: User | undefined,
    { password, otp }: Proof,
  ): Promise<Proven> => {
    const active = user?.status === 'active' ? user : undefined;
    const matches = await passwords.verify(password, active?.passwordHash);
    if (!matches || active === undefined) throw await refusalOf(password, claim);
    return { found: active, proven: spendOtp(active, otp, clock.now()) };
  };

  return {
    prove: async (claim, proof, tried) => {
      const [tries, user] = await Promise.all([throttle.admitGuess(tried), claim.find()]);
      return { ...(await countedTry(tries, () => check(claim, user, proof))), tries };
    },
  };
};

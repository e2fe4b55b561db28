// A session is a family of refresh tokens: each is good once, and one used twice ends the family.
import type { User } from './user.ts';

export interface Session {
  readonly id: string;
  readonly userId: string;
  /** OAuth client the tokens are issued to. */
  readonly clientId: string;
  /** The user's epoch at login; another one means the session is over. */
  readonly epoch: number;
  /** SHA-256 of what all tokens of the family share, and only they. */
  readonly familyHash: string;
  /** SHA-256 of the one secret that is good now. */
  readonly currentHash: string;
  readonly createdAt: number;
  /** Milliseconds since 1970, like all times here: when the current secret was issued. */
  readonly rotatedAt: number;
  readonly userAgent: string;
  readonly revoked?: true;
}

const day = 86_400_000;
export const idleMs = 7 * day;
export const absoluteMs = 30 * day;

export const expiryOf = ({ createdAt, rotatedAt }: Session): number =>
  Math.min(rotatedAt + idleMs, createdAt + absoluteMs);

export const isAlive = (
  session: Session | undefined,
  user: User | undefined,
  now: number,
): session is Session =>
  session !== undefined &&
  user?.status === 'active' &&
  session.revoked === undefined &&
  session.epoch === user.epoch &&
  now < expiryOf(session);

export interface PresentedToken {
  readonly familyHash: string;
  readonly currentHash: string;
  /** When the request that brought it began. */
  readonly at: number;
}

/**
 * `reused` ends the family: a token that was exchanged before the request began is in the wrong hands.
 * A request that began no later than the exchange it lost to is the client racing itself.
 */
export const judge = (
  session: Session,
  presented: PresentedToken,
): 'current' | 'reused' | 'raced' | 'foreign' => {
  if (presented.familyHash !== session.familyHash) return 'foreign';
  if (presented.currentHash === session.currentHash) return 'current';
  return presented.at <= session.rotatedAt ? 'raced' : 'reused';
};

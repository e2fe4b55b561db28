// A session is a family of refresh tokens: each is good once, and one used twice ends the family.
import type { User } from './user.ts';

export interface ExchangedSecret {
  readonly hash: string;
  /** When it was exchanged for the next one. */
  readonly at: number;
}

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
  /** The secrets that were exchanged last, newest first, for as long as a request that brings one may still be on its way. */
  readonly exchanged?: readonly ExchangedSecret[];
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
}

/** Two tabs, or an answer that was lost and asked for again: peers keep 10 to 60 s (https://developer.okta.com/docs/guides/refresh-tokens/main/). */
export const leewayMs = 10_000;

/** API Gateway ends a request after 29 s; what comes later is none of these. */
const onItsWayMs = 30_000;

/** A client that exchanges more often than this while one of its requests is on its way is none of ours. */
const mostExchanged = 16;

/** With the next secret. `at` is now. */
export const rotated = (session: Session, next: PresentedToken, at: number): Session => {
  const before = session.exchanged ?? [];
  const remembered = before.filter((secret) => at - secret.at <= leewayMs + onItsWayMs);
  const exchanged = [{ hash: session.currentHash, at }, ...remembered].slice(0, mostExchanged);
  return { ...session, ...next, exchanged, rotatedAt: at };
};

/**
 * `reused` ends the family: a token that was exchanged well before the request arrived is in the wrong hands.
 * A request that arrived before the exchange it lost to, or within ten seconds of it, is the client racing itself.
 */
export const judge = (
  session: Session,
  { familyHash, currentHash }: PresentedToken,
  arrivedAt: number,
): 'current' | 'reused' | 'raced' | 'foreign' => {
  if (familyHash !== session.familyHash) return 'foreign';
  if (currentHash === session.currentHash) return 'current';
  const exchanged = session.exchanged?.find(({ hash }) => hash === currentHash);
  return exchanged !== undefined && arrivedAt <= exchanged.at + leewayMs ? 'raced' : 'reused';
};

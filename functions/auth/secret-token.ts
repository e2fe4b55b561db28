// Secrets that travel once: made of random bytes, kept as SHA-256 only.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PresentedToken } from './domain/session.ts';

export const sha256 = (secret: string | Uint8Array): string =>
  createHash('sha256').update(secret).digest('base64url');

/** 256 random bits as 43 characters. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Compares in a time that does not depend on what differs. */
export const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));

const sizes = { user: 16, session: 16, family: 16, secret: 32 } as const;
const length = sizes.user + sizes.session + sizes.family + sizes.secret;

/** What a refresh token is made of; the user and session only tell where to look. */
export interface RefreshTokenParts {
  readonly userId: string;
  readonly sessionId: string;
  /** Shared by all tokens of a session: shows that a spent token was once ours. */
  readonly family: Buffer;
  readonly secret: Buffer;
}

export const newRefreshToken = (
  userId: string,
  sessionId: string,
  family: Buffer = randomBytes(sizes.family),
): RefreshTokenParts => ({ userId, sessionId, family, secret: randomBytes(sizes.secret) });

const bytesOf = (id: string): Buffer => Buffer.from(id.slice(id.indexOf('_') + 1), 'hex');

/** Opaque to clients: 107 characters of base64url. */
export const encodeRefreshToken = (parts: RefreshTokenParts): string =>
  Buffer.concat([
    bytesOf(parts.userId),
    bytesOf(parts.sessionId),
    parts.family,
    parts.secret,
  ]).toString('base64url');

export const decodeRefreshToken = (token: string): RefreshTokenParts | undefined => {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== length || bytes.toString('base64url') !== token) return undefined;
  const session = sizes.user + sizes.session;
  const family = session + sizes.family;
  return {
    userId: `usr_${bytes.toString('hex', 0, sizes.user)}`,
    sessionId: `ses_${bytes.toString('hex', sizes.user, session)}`,
    family: bytes.subarray(session, family),
    secret: bytes.subarray(family),
  };
};

/** As a session remembers the token. */
export const hashesOf = ({ family, secret }: RefreshTokenParts): PresentedToken => ({
  familyHash: sha256(family),
  currentHash: sha256(secret),
});

// Refresh tokens: opaque to clients, kept as hashes.
import { randomBytes } from 'node:crypto';
import type { PresentedToken } from '../domain/session.ts';
import { sha256 } from '../secret-token.ts';

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

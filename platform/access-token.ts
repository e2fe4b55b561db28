// Access tokens as RFC 9068 wants them, checked more strictly than a JOSE library does.

import { createHash } from 'node:crypto';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';
import { parseJson } from './http/json.ts';

/** Who calls: a person (`usr_…`) or an OAuth client (`cli_…`). */
export interface Identity {
  readonly subject: string;
  readonly kind: 'user' | 'client';
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Session (refresh-token family) of a person's token. */
  readonly session?: string;
  /** The OAuth client the token was issued to. */
  readonly clientId: string;
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Throws `unauthenticated` for anything that is not a token of ours, valid now. */
export type VerifyAccessToken = (token: string) => Promise<Identity>;

export interface VerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly clock: Clock;
  /** Verified tokens remembered, to spare the signature check. */
  readonly cacheSize?: number;
  /** Asked for every use of a token, remembered or not; for services that can tell cheaply. */
  readonly isRevoked?: (identity: Identity) => Promise<boolean>;
}

const maxBytes = 4096;
const maxLifetime = 900;
const clockTolerance = 5;
const headerMembers = new Set(['alg', 'typ', 'kid']);

const refuse = (detail: string): never => {
  throw new AppError('unauthenticated', { detail });
};

const decodeCanonical = (part: string): Buffer => {
  const bytes = Buffer.from(part, 'base64url');
  // Re-encoding shows padding, foreign characters and spare bits: one signature has one text.
  if (bytes.toString('base64url') !== part) refuse('The token is not canonical base64url.');
  return bytes;
};

const parsePart = (part: string): unknown => {
  const bytes = decodeCanonical(part);
  try {
    return parseJson(bytes);
  } catch (error) {
    throw new AppError('unauthenticated', { cause: error });
  }
};

const objectOf = (part: string): Record<string, unknown> => {
  const value = parsePart(part);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('The token is not made of JSON objects.');
  }
  return value as Record<string, unknown>;
};

const checkShape = (token: string): void => {
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) refuse('The token is not a signed JWT.');
  const members = objectOf(header);
  if (!Object.keys(members).every((member) => headerMembers.has(member))) {
    refuse('The token header has members we do not take.');
  }
  if (members.alg !== 'ES256') refuse('The token is not signed with ES256.');
  if (members.typ !== 'at+jwt') refuse('The token is not an access token.');
  if (typeof members.kid !== 'string' || !/^[\w-]{1,64}$/.test(members.kid)) {
    refuse('The token names no key.');
  }
  objectOf(payload);
  decodeCanonical(signature);
};

const integerOf = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0
    ? (value as number)
    : refuse('A time in the token is not a whole number of seconds.');

const words = (value: unknown): readonly string[] =>
  typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : [];

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const subjectKind = (subject: unknown): Identity['kind'] => {
  if (typeof subject === 'string' && /^usr_[0-9a-f]{32}$/.test(subject)) return 'user';
  if (typeof subject === 'string' && /^cli_[A-Za-z0-9_-]{3,64}$/.test(subject)) return 'client';
  return refuse('The token names no subject of ours.');
};

const identityOf = (claims: Record<string, unknown>, now: number): Identity => {
  if (typeof claims.aud !== 'string') refuse('The token is for several audiences.');
  const issuedAt = integerOf(claims.iat);
  const expiresAt = integerOf(claims.exp);
  if (issuedAt > now + clockTolerance) refuse('The token is from the future.');
  if (expiresAt - issuedAt > maxLifetime) refuse('The token lives too long.');
  if (typeof claims.jti !== 'string' || claims.jti === '') refuse('The token has no id.');
  if (typeof claims.client_id !== 'string' || claims.client_id === '') {
    refuse('The token names no client.');
  }
  return {
    subject: String(claims.sub),
    kind: subjectKind(claims.sub),
    roles: strings(claims.roles),
    scopes: words(claims.scope),
    ...(typeof claims.sid === 'string' ? { session: claims.sid } : {}),
    clientId: String(claims.client_id),
    tokenId: String(claims.jti),
    issuedAt,
    expiresAt,
  };
};

/** Keys that cannot be had are our trouble, not the caller's. */
const asRefusal = (error: unknown): unknown => {
  if (error instanceof errors.JWKSNoMatchingKey) {
    return new AppError('unauthenticated', { cause: error });
  }
  return error instanceof AppError
    ? error
    : new AppError('overloaded', { retryAfter: 1, cause: error });
};

const keyFrom =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      throw asRefusal(error);
    }
  };

export const createVerifier = ({
  issuer,
  audience,
  keys,
  clock,
  cacheSize = 1_000,
  isRevoked = async () => false,
}: VerifierOptions): VerifyAccessToken => {
  const cache = new Map<string, Identity>();
  const key = keyFrom(keys);

  const verify = async (token: string): Promise<Identity> => {
    checkShape(token);
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['ES256'],
        issuer,
        audience,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
        clockTolerance,
        currentDate: new Date(clock.now()),
      });
      return identityOf(payload, clock.now() / 1000);
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        throw new AppError('unauthenticated', { cause: error });
      }
      throw error;
    }
  };

  const remembered = (digest: string): Identity | undefined => {
    const known = cache.get(digest);
    if (known === undefined) return undefined;
    if (known.expiresAt + clockTolerance > clock.now() / 1000) return known;
    cache.delete(digest);
    return refuse('The token has expired.');
  };

  const remember = (digest: string, identity: Identity): void => {
    const oldest = cache.size >= cacheSize ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(digest, identity);
  };

  return async (token) => {
    // Before the digest: a refusal of two megabytes must cost nothing.
    if (token.length > maxBytes) return refuse('The token is too long.');
    const digest = createHash('sha256').update(token).digest('base64');
    const known = remembered(digest);
    const identity = known ?? (await verify(token));
    if (known === undefined) remember(digest, identity);
    if (await isRevoked(identity)) return refuse('The token has been revoked.');
    return identity;
  };
};

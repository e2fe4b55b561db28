// Access tokens as RFC 9068 wants them, checked more strictly than a JOSE library does.

import { createHash } from 'node:crypto';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../kernel/clock.ts';
import { AppError, isAppError } from '../kernel/errors.ts';
import { parseJson } from '../validation/json.ts';

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

/** Which check refused: for the log and the tests. Whoever sent the token is not told where it fails. */
export type TokenFault =
  | 'too-long'
  | 'not-a-jwt'
  | 'not-canonical'
  | 'not-an-object'
  | 'malformed-json'
  | 'duplicate-member'
  | 'forbidden-member'
  | 'too-deep'
  | 'validation-failed'
  | 'header-member'
  | 'algorithm'
  | 'type'
  | 'key-id'
  | 'unknown-key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'time'
  | 'future'
  | 'lifetime'
  | 'expired'
  | 'subject'
  | 'client'
  | 'token-id'
  | 'revoked';

const refusal = (reason: TokenFault, cause?: unknown): AppError =>
  new AppError('unauthenticated', { reason, cause });

const refuse = (reason: TokenFault): never => {
  throw refusal(reason);
};

const decodeCanonical = (part: string): Buffer => {
  const bytes = Buffer.from(part, 'base64url');
  // Re-encoding shows padding, foreign characters and spare bits: one signature has one text.
  if (bytes.toString('base64url') !== part) refuse('not-canonical');
  return bytes;
};

const parsePart = (part: string): unknown => {
  const bytes = decodeCanonical(part);
  try {
    return parseJson(bytes);
  } catch (error) {
    throw isAppError(error) ? refusal(error.code as TokenFault, error) : error;
  }
};

const objectOf = (part: string): Record<string, unknown> => {
  const value = parsePart(part);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('not-an-object');
  }
  return value as Record<string, unknown>;
};

const checkShape = (token: string): void => {
  const parts = token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3) refuse('not-a-jwt');
  const members = objectOf(header);
  if (!Object.keys(members).every((member) => headerMembers.has(member))) {
    refuse('header-member');
  }
  if (members.alg !== 'ES256') refuse('algorithm');
  if (members.typ !== 'at+jwt') refuse('type');
  if (typeof members.kid !== 'string' || !/^[\w-]{1,64}$/.test(members.kid)) {
    refuse('key-id');
  }
  objectOf(payload);
  decodeCanonical(signature);
};

const integerOf = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : refuse('time');

const words = (value: unknown): readonly string[] =>
  typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : [];

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

const subjectKind = (subject: unknown): Identity['kind'] => {
  if (typeof subject === 'string' && /^usr_[0-9a-f]{32}$/.test(subject)) return 'user';
  if (typeof subject === 'string' && /^cli_[A-Za-z0-9_-]{3,64}$/.test(subject)) return 'client';
  return refuse('subject');
};

const identityOf = (claims: Record<string, unknown>, now: number): Identity => {
  if (typeof claims.aud !== 'string') refuse('audience');
  const issuedAt = integerOf(claims.iat);
  const expiresAt = integerOf(claims.exp);
  if (issuedAt > now + clockTolerance) refuse('future');
  if (expiresAt - issuedAt > maxLifetime) refuse('lifetime');
  if (typeof claims.jti !== 'string' || claims.jti === '') refuse('token-id');
  if (typeof claims.client_id !== 'string' || claims.client_id === '') {
    refuse('client');
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

const faultOfClaim: Readonly<Record<string, TokenFault>> = {
  iss: 'issuer',
  aud: 'audience',
  sub: 'subject',
  jti: 'token-id',
  client_id: 'client',
  typ: 'type',
  nbf: 'future',
};

const faultOf = (error: errors.JOSEError): TokenFault => {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return faultOfClaim[error.claim] ?? 'time';
  return 'not-a-jwt';
};

/** Keys that cannot be had are our trouble, not the caller's. */
const asRefusal = (error: unknown): unknown => {
  if (error instanceof errors.JWKSNoMatchingKey) {
    return refusal('unknown-key', error);
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
        throw refusal(faultOf(error), error);
      }
      throw error;
    }
  };

  const remembered = (digest: string): Identity | undefined => {
    const known = cache.get(digest);
    if (known === undefined) return undefined;
    if (known.expiresAt + clockTolerance > clock.now() / 1000) return known;
    cache.delete(digest);
    return refuse('expired');
  };

  const remember = (digest: string, identity: Identity): void => {
    const oldest = cache.size >= cacheSize ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(digest, identity);
  };

  return async (token) => {
    // Before the digest: a refusal of two megabytes must cost nothing.
    if (token.length > maxBytes) return refuse('too-long');
    const digest = createHash('sha256').update(token).digest('base64');
    const known = remembered(digest);
    const identity = known ?? (await verify(token));
    if (known === undefined) remember(digest, identity);
    if (await isRevoked(identity)) return refuse('revoked');
    return identity;
  };
};

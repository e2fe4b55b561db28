// Access tokens as RFC 9068 wants them, checked more strictly than a JOSE library does.

import { hash } from 'node:crypto';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { clockTolerance, type Identity, identityOf } from './identity.ts';
import { refusal, refuse, type TokenFault } from './token-fault.ts';
import { checkTokenShape } from './token-shape.ts';

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

/** Identities by the digest of their token, the oldest forgotten first. */
const createMemory = (size: number, clock: Clock) => {
  const known = new Map<string, Identity>();
  return {
    /** Throws `unauthenticated` for one that has expired meanwhile. */
    recall: (digest: string): Identity | undefined => {
      const identity = known.get(digest);
      if (identity === undefined) return undefined;
      if (identity.expiresAt + clockTolerance > clock.now() / 1000) return identity;
      known.delete(digest);
      return refuse('expired');
    },
    keep: (digest: string, identity: Identity): void => {
      const oldest = known.size >= size ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(digest, identity);
    },
  };
};

export const createVerifier = ({
  issuer,
  audience,
  keys,
  clock,
  cacheSize = 1_000,
  isRevoked = async () => false,
}: VerifierOptions): VerifyAccessToken => {
  const memory = createMemory(cacheSize, clock);
  const key = keyFrom(keys);

  const verify = async (token: string): Promise<Identity> => {
    checkTokenShape(token);
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
      throw error instanceof errors.JOSEError ? refusal(faultOf(error), error) : error;
    }
  };

  return async (token) => {
    // Before the digest: a refusal of two megabytes must cost nothing.
    if (token.length > maxBytes) return refuse('too-long');
    const digest = hash('sha256', token, 'base64');
    const known = memory.recall(digest);
    const identity = known ?? (await verify(token));
    if (known === undefined) memory.keep(digest, identity);
    if (await isRevoked(identity)) return refuse('revoked');
    return identity;
  };
};

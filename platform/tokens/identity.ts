// Who the claims of a token say that calls.
import { refuse } from './token-fault.ts';

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

/** Seconds. */
const maxLifetime = 900;
/** Seconds that the clocks of two machines may differ. */
export const clockTolerance = 5;

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

/** Throws `unauthenticated`; `now` in seconds since 1970. */
export const identityOf = (claims: Record<string, unknown>, now: number): Identity => {
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

// Who calls: the token of a request held against what its contract demands.
import type { Auth } from '../../events/http/route.ts';
import { AppError } from '../kernel/errors.ts';
import type { VerifyAccessToken } from '../tokens/access-token.ts';
import type { Identity } from '../tokens/identity.ts';
import type { RateLimit } from './rate-limit.ts';
import type { RawRequest } from './request.ts';

/** What of a request says who sends it. */
type Signed = Pick<RawRequest, 'headers'>;

const bearerOf = (raw: Signed): string | undefined => {
  const [value, ...more] = raw.headers.authorization ?? [];
  if (value === undefined) return undefined;
  const token = /^Bearer ([^\s,]+)$/i.exec(value)?.[1];
  if (token === undefined || more.length > 0) throw new AppError('unauthenticated');
  return token;
};

const mayCall = (auth: Auth, identity: Identity): boolean =>
  auth.kind !== 'bearer' ||
  (identity.kind === 'user'
    ? auth.roles.some((role) => identity.roles.includes(role))
    : auth.scopes.some((scope) => identity.scopes.includes(scope)));

const authenticate = async (
  auth: Auth,
  raw: Signed,
  verify: VerifyAccessToken,
): Promise<Identity | undefined> => {
  if (auth.kind !== 'bearer' && auth.kind !== 'optional') return undefined;
  const token = bearerOf(raw);
  if (token === undefined) {
    if (auth.kind === 'optional') return undefined;
    throw new AppError('unauthenticated');
  }
  const identity = await verify(token);
  if (!mayCall(auth, identity)) throw new AppError('forbidden');
  return identity;
};

/** Whom an `Authorization` header says it is of, unchecked: for what the gateway has looked at. */
export const claimedSubject = (authorization: string): string | undefined => {
  const [, claims = ''] = authorization.split('.');
  try {
    const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
};

/** What no person may call is called by our own services, and each of them calls for all of its callers. */
export const isForServices = (auth: Auth): boolean =>
  auth.kind === 'bearer' && auth.roles.length === 0;

/** Throws `unauthenticated`, `forbidden` or, where one asks too often, `rate-limited`. */
export const admitCaller = async (
  auth: Auth,
  raw: Signed,
  { verify, rateLimit }: { readonly verify: VerifyAccessToken; readonly rateLimit?: RateLimit },
): Promise<Identity | undefined> => {
  const identity = await authenticate(auth, raw, verify);
  if (identity !== undefined && !isForServices(auth)) rateLimit?.admit(identity.subject);
  return identity;
};

// The path of every request: request id, token, media type, body, rules, idempotency key, handler, problem or reply, one log line.
import { createHash, randomUUID } from 'node:crypto';
import type { Auth, RouteContract } from '../../events/http/route.ts';
import { type IdempotentRequest, KeyTaken, type StoredReply } from '../data/records.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../telemetry/log.ts';
import type { Identity, VerifyAccessToken } from '../tokens/access-token.ts';
import { findReplay, idempotencyKeyOf, type Replays } from './idempotency.ts';
import { bodyOf, paramsOf, queryOf } from './input.ts';
import { problemReply, toAppError } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import { encodeReply, type Handle, type RawRequest, type Request } from './request.ts';

export interface HttpServices {
  readonly verify: VerifyAccessToken;
  readonly log: Log;
  readonly clock: Clock;
  /** Needed by services with idempotent routes. */
  readonly replays?: Replays;
  readonly corsOrigins?: readonly string[];
  /** Of what one user or client may ask; none is set without. */
  readonly rateLimit?: RateLimit;
}

export interface Endpoint {
  readonly contract: RouteContract;
  answer(raw: RawRequest, services: HttpServices): Promise<StoredReply>;
}

export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** What a page in a browser may read beside the body; without a name of its own a header is hidden from it. */
const exposedHeaders =
  'ETag, Location, RateLimit, RateLimit-Policy, Retry-After, View-Consistency, X-Cart-Token, X-Request-Id';

const only = (raw: RawRequest, name: string): string | undefined => raw.headers[name]?.[0];

/** The id a client has given, where it is in the format of one. */
export const requestIdFrom = (given: string): string =>
  /^[\w-]{8,64}$/.test(given) ? given : randomUUID();

export const requestIdOf = (raw: RawRequest): string =>
  requestIdFrom(only(raw, 'x-request-id') ?? '');

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceparentOf = (raw: RawRequest): string | undefined => {
  const given = only(raw, 'traceparent');
  return given !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)
    ? given
    : undefined;
};

const bearerOf = (raw: RawRequest): string | undefined => {
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
  raw: RawRequest,
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

/** What no person may call is called by our own services, and each of them calls for all of its callers. */
const isForServices = (auth: Auth): boolean => auth.kind === 'bearer' && auth.roles.length === 0;

const hashOf = (raw: RawRequest, body: unknown): string =>
  createHash('sha256')
    .update(`${raw.method} ${raw.path}\n${JSON.stringify(body) ?? ''}`)
    .digest('base64');

const idempotencyOf = (
  contract: RouteContract,
  raw: RawRequest,
  identity: Identity | undefined,
  body: unknown,
): IdempotentRequest | undefined =>
  contract.idempotent === undefined
    ? undefined
    : {
        key: idempotencyKeyOf(raw.headers['idempotency-key']),
        scope: `${identity?.subject ?? 'anonymous'}:${contract.method}:${contract.path}`,
        requestHash: hashOf(raw, body),
      };

/** The first attempt of this very request may have committed while this one was deciding: its effect is what stands in the way. */
const mayBeDone = (error: unknown): boolean =>
  error instanceof KeyTaken || (error instanceof AppError && error.status === 409);

const replayAfter = async (
  error: unknown,
  services: HttpServices,
  idempotency: IdempotentRequest | undefined,
): Promise<StoredReply> => {
  if (idempotency === undefined || !mayBeDone(error)) throw error;
  const winner = await findReplay(services, idempotency);
  if (winner !== undefined) return winner;
  if (!(error instanceof KeyTaken)) throw error;
  throw new AppError('idempotency-in-progress', { retryAfter: 1 });
};

/** Not by its value: what is not there and what is not the caller's look the same. */
const aboutParams = (error: AppError, { params }: RawRequest): AppError => {
  const { code, options } = error;
  const names = Object.keys(params).join(' and ');
  if (code !== 'not-found' || options.detail !== undefined || names === '') return error;
  return new AppError(code, {
    ...options,
    detail: `Nothing is here by this ${names} that you may see.`,
  });
};

export interface EndpointOptions {
  /** Errors in another shape than problem details, as OAuth wants them. */
  readonly refusal?: (error: AppError, requestId: string) => StoredReply;
  /**
   * Who knows what was answered before: a record beside the effect, or the handler by the effect itself.
   * @default 'record'
   */
  readonly repeats?: 'record' | 'handler';
}

export const endpoint = <C extends RouteContract>(
  contract: C,
  handle: Handle<C>,
  { refusal = problemReply, repeats = 'record' }: EndpointOptions = {},
): Endpoint => {
  const execute = async (
    raw: RawRequest & { readonly arrivedAt: number },
    services: HttpServices,
    requestId: string,
    log: Log,
  ): Promise<StoredReply> => {
    const identity = await authenticate(contract.auth, raw, services.verify);
    if (identity !== undefined && !isForServices(contract.auth)) {
      services.rateLimit?.admit(identity.subject);
    }
    const params = paramsOf(contract, raw);
    const query = queryOf(contract, raw);
    const body = bodyOf(contract, raw);
    const idempotency = idempotencyOf(contract, raw, identity, body);
    const recorded = repeats === 'record' ? idempotency : undefined;
    const replay = recorded && (await findReplay(services, recorded));
    if (replay !== undefined) return replay;
    const traceparent = traceparentOf(raw);
    const request = {
      params,
      query,
      body,
      rawBody: raw.body,
      header: (name: string) => only(raw, name),
      identity,
      idempotency,
      requestId,
      causation: {
        correlationId: requestId,
        causationId: requestId,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      sourceIp: raw.sourceIp,
      gone: raw.gone,
      arrivedAt: raw.arrivedAt,
      log,
    } as Request<C>;
    try {
      return encodeReply(await handle(request));
    } catch (error) {
      return await replayAfter(error, services, recorded);
    }
  };

  const corsHeaders = (
    raw: RawRequest,
    origins: readonly string[] = [],
  ): Record<string, string> => {
    const origin = only(raw, 'origin');
    return origin !== undefined && origins.includes(origin)
      ? {
          'access-control-allow-origin': origin,
          'access-control-expose-headers': exposedHeaders,
          vary: 'Origin',
        }
      : {};
  };

  return {
    contract,
    answer: async (raw, services) => {
      const started = services.clock.now();
      const requestId = requestIdOf(raw);
      const log = services.log.child({ requestId, correlationId: requestId });
      let reply: StoredReply;
      let reason: string | undefined;
      try {
        const arrived = { ...raw, arrivedAt: raw.arrivedAt ?? started };
        reply = await execute(arrived, services, requestId, log);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.status >= 500) log.error({ error: error.options.cause ?? error }, error.message);
        reason = error.options.reason;
        reply = refusal(aboutParams(error, raw), requestId);
      }
      log.info(
        {
          method: raw.method,
          route: contract.path,
          status: reply.status,
          ...(reason === undefined ? {} : { reason }),
          durationMs: services.clock.now() - started,
        },
        contract.id,
      );
      return {
        ...reply,
        headers: {
          ...securityHeaders,
          ...corsHeaders(raw, services.corsOrigins),
          ...reply.headers,
          'x-request-id': requestId,
        },
      };
    },
  };
};

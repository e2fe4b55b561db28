// What never reaches an endpoint: requests that only a lenient parser takes, and those there is no room for now.
import type { Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { networkOf } from '../network.ts';
import { problemReply } from '../problem.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { sayLast } from './lingering-close.ts';
import { createPlaces, type PlaceLimits } from './places.ts';
import { sourceIpOf } from './source-ip.ts';

export interface GuardOptions {
  /** Requests that have come in whole and are not answered, those that wait for news included. */
  readonly maxInFlight?: number;
  /** Requests whose bodies are on their way; `ofOne` from one address. */
  readonly bodies?: PlaceLimits;
  /** Is there room behind this route, by the id of its contract? */
  readonly hasRoom?: (route: string) => boolean;
  /** Requests worked on at once. */
  readonly work?: LimiterOptions;
  /** Mean lateness of timers over half a second; beyond it for two seconds new work only makes all work late. */
  readonly maxLatenessMs?: number;
  /** How long connections may stay once the server closes; ECS kills after 30 s. */
  readonly drainMs?: number;
  /** For how long all may be taken with nothing coming back before the server calls itself broken. */
  readonly stuckMs?: number;
}

export interface Guard {
  /** Runs the handler of a request; throws `overloaded` when too many are worked on already. */
  work<T>(request: FastifyRequest, handle: () => Promise<T>): Promise<T>;
  /** The same for what is no request of an endpoint. */
  limited<T>(handle: () => Promise<T>): Promise<T>;
  /** The answer has begun, and streams for as long as its reader likes: its place is for others. */
  letGo(request: FastifyRequest): void;
  /** All places are taken and none comes back: nothing can be served any more. */
  isStuck(): boolean;
}

/** What a route says of itself to the guard. */
export interface RouteConfig {
  readonly id?: string;
  readonly waits?: boolean;
  /** Asked for by who watches the task, whatever the load. */
  readonly operational?: boolean;
}

export const configOf = ({ routeOptions }: FastifyRequest): RouteConfig =>
  routeOptions.config as RouteConfig;

const mostHeaders = 100;
const windowMs = 500;
const resolutionMs = 10;

/** Node takes all of these: https://datatracker.ietf.org/doc/html/rfc9112#section-3.2 */
const faultOf = ({ raw, url }: FastifyRequest): AppError | undefined => {
  const { rawHeaders, method, httpVersion } = raw;
  if (httpVersion === '0.9') {
    return new AppError('malformed-request', { detail: 'A version of HTTP is wanted.' });
  }
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  if (method === 'TRACE') {
    const allow = 'GET, POST, PUT, PATCH, DELETE';
    return new AppError('method-not-allowed', { headers: { allow } });
  }
  if (names.length > mostHeaders) return new AppError('headers-too-large');
  if (!url.startsWith('/')) {
    return new AppError('malformed-request', { detail: 'The target must be a path.' });
  }
  const hosts = names.filter((name) => name.toLowerCase() === 'host');
  if (hosts.length !== 1)
    return new AppError('malformed-request', { detail: 'One Host is wanted.' });
  return undefined;
};

const hasBody = ({ headers }: FastifyRequest['raw']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Late for so many windows together is an overload; one is a burst. */
const lateWindows = 4;

const watchLateness = (mostMs: number): { readonly isOverload: boolean; stop(): void } => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let late = 0;
  histogram.enable();
  const timer = setInterval(() => {
    // The histogram counts the whole gap between two ticks, in nanoseconds.
    late = histogram.mean / 1e6 - resolutionMs > mostMs ? late + 1 : 0;
    histogram.reset();
  }, windowMs).unref();
  return {
    get isOverload() {
      return late >= lateWindows;
    },
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
};

/** The network of who sends, as the last one in front of this server saw it. */
const addressOf = ({ headers, ip }: FastifyRequest): string =>
  networkOf(sourceIpOf([headers['x-forwarded-for'] ?? ''].flat(), ip));

const overloaded = () => new AppError('overloaded', { retryAfter: 1 });

export const guard = (
  server: FastifyInstance,
  {
    maxInFlight = 500,
    bodies = { inAll: 200, ofOne: 50 },
    maxLatenessMs = 150,
    drainMs = 10_000,
    stuckMs = 5_000,
    hasRoom,
    work,
  }: GuardOptions = {},
): Guard => {
  const lateness = watchLateness(maxLatenessMs);
  const inFlight = createPlaces({ inAll: maxInFlight });
  const coming = createPlaces(bodies);
  const bodyHasCome = new WeakMap<FastifyRequest, () => void>();
  const placeOf = new WeakMap<FastifyRequest, () => void>();
  const limiter = createLimiter(work);
  let movedAt = performance.now();
  const moved = () => {
    movedAt = performance.now();
  };

  server.addHook('onRequest', async (request, reply) => {
    const fault = faultOf(request);
    if (fault) throw fault;
    const { id, operational = false } = configOf(request);
    if (operational) return;
    const isFull = inFlight.free === 0 || lateness.isOverload;
    if (isFull || (id !== undefined && hasRoom?.(id) === false)) throw overloaded();
    if (!hasBody(request.raw)) return;
    const hasCome = coming.take(reply.raw, addressOf(request));
    if (hasCome === undefined) throw overloaded();
    bodyHasCome.set(request, hasCome);
  });
  // After the body has come: how long that takes is the client's doing.
  server.addHook('preHandler', async (request, reply) => {
    bodyHasCome.get(request)?.();
    if (configOf(request).operational) return;
    const leave = inFlight.take(reply.raw);
    if (leave === undefined) throw overloaded();
    placeOf.set(request, leave);
    moved();
    reply.raw.once('close', moved);
  });
  server.addHook('preClose', async () => {
    // A closing server no longer looks for slow clients, and would wait for them for ever.
    setTimeout(() => server.server.closeAllConnections(), drainMs).unref();
  });
  server.addHook('onClose', async () => lateness.stop());

  const inTurn = async <T>(handle: () => Promise<T>, hasGone: () => boolean): Promise<T> => {
    const done = await limiter.turn();
    if (done === undefined) throw overloaded();
    try {
      // Nobody reads the answer any more.
      if (hasGone()) throw overloaded();
      return await handle();
    } finally {
      // Not when the client has gone: what it has begun is still worked on.
      done();
      moved();
    }
  };

  return {
    work: (request, handle) =>
      configOf(request).waits ? handle() : inTurn(handle, () => request.raw.socket.destroyed),
    limited: (handle) => inTurn(handle, () => false),
    letGo: (request) => placeOf.get(request)?.(),
    isStuck: () => (inFlight.free === 0 || limiter.isFull) && performance.now() - movedAt > stuckMs,
  };
};

const answers: Readonly<Record<string, ConstructorParameters<typeof AppError>[0]>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** What is no HTTP at all is told so in the same shape, and the connection ends. */
export const refuseConnection = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = new AppError(answers[error.code ?? ''] ?? 'malformed-request');
  const { status, headers = {}, body } = problemReply(refusal, crypto.randomUUID());
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  sayLast(socket, `HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`);
};

// What never reaches an endpoint: requests that only a lenient parser takes, and those there is no room for now.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { claimedSubject } from '../caller.ts';
import { watchLateness } from './lateness.ts';
import { requestFault } from './lenient-parsing.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { createPlaces, type PlaceLimits } from './places.ts';
import { sourceNetworkOf } from './source-ip.ts';

export interface GuardOptions {
  /** Requests that have come in whole and are not answered, those that wait for news included. */
  readonly maxInFlight?: number;
  /** How many of them are one caller's. */
  readonly maxOfOne?: number;
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
  limited<T>(caller: string, handle: () => Promise<T>): Promise<T>;
  /** The answer has begun, and streams for as long as its reader likes: its place is for others. */
  letGo(request: FastifyRequest): void;
  /** All places are taken and none comes back: nothing can be served any more. */
  isStuck(): boolean;
}

/** What a route says of itself to the guard. */
export interface RouteConfig {
  readonly id?: string;
  readonly waits?: boolean;
  /** A token that is sent has passed the gateway's authorizer. */
  readonly wantsToken?: boolean;
  /** Each task of a service asks for many, and has a token of its own. */
  readonly forServices?: boolean;
  /** Asked for by who watches the task, whatever the load. */
  readonly operational?: boolean;
}

export const configOf = ({ routeOptions }: FastifyRequest): RouteConfig =>
  routeOptions.config as RouteConfig;

const hasBody = ({ headers }: FastifyRequest['raw']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The network of who sends, as the last one in front of this server saw it. */
const networkOf = ({ headers, ip }: FastifyRequest): string => sourceNetworkOf(headers, ip);

/** Who asks, for a fair share: one who logs in or refreshes may show any number of tokens, which are all of one subject. */
const askerOf = (request: FastifyRequest): string => {
  const { wantsToken, forServices } = configOf(request);
  const token = wantsToken ? request.headers.authorization : undefined;
  if (token === undefined) return networkOf(request);
  return forServices ? token : (claimedSubject(token) ?? token);
};

const callers = new WeakMap<FastifyRequest, string>();

/** Read once: a request takes a place by it, and then its turn. */
const callerOf = (request: FastifyRequest): string => {
  const caller = callers.get(request) ?? askerOf(request);
  callers.set(request, caller);
  return caller;
};

const overloaded = () => new AppError('overloaded', { retryAfter: 1 });

/** Bodies on their way: how long that takes is the client's doing. */
const createBodies = (limits: PlaceLimits) => {
  const places = createPlaces(limits);
  const leave = new WeakMap<FastifyRequest, () => void>();
  return {
    /** Throws `overloaded` where too many are on their way. */
    begin: (request: FastifyRequest, reply: FastifyReply): void => {
      if (!hasBody(request.raw)) return;
      const hasCome = places.take(reply.raw, networkOf(request));
      if (hasCome === undefined) throw overloaded();
      leave.set(request, hasCome);
    },
    hasCome: (request: FastifyRequest): void => leave.get(request)?.(),
  };
};

/** Requests that are worked on, and when one of them last came or went. */
const createFlight = (limits: PlaceLimits) => {
  const places = createPlaces(limits);
  const leave = new WeakMap<FastifyRequest, () => void>();
  let movedAt = performance.now();
  const moved = () => {
    movedAt = performance.now();
  };
  return {
    moved,
    isFull: () => places.free === 0,
    msAtRest: () => performance.now() - movedAt,
    /** Throws `overloaded` where no place is free. */
    begin: (request: FastifyRequest, reply: FastifyReply): void => {
      const left = places.take(reply.raw, callerOf(request));
      if (left === undefined) throw overloaded();
      leave.set(request, left);
      moved();
      reply.raw.once('close', moved);
    },
    letGo: (request: FastifyRequest): void => leave.get(request)?.(),
  };
};

export const guard = (
  server: FastifyInstance,
  {
    maxInFlight = 500,
    maxOfOne = 350,
    bodies: bodyLimits = { inAll: 200, ofOne: 50 },
    maxLatenessMs = 150,
    drainMs = 10_000,
    stuckMs = 5_000,
    hasRoom,
    work,
  }: GuardOptions = {},
): Guard => {
  const lateness = watchLateness(maxLatenessMs);
  const bodies = createBodies(bodyLimits);
  const flight = createFlight({ inAll: maxInFlight, ofOne: maxOfOne });
  const limiter = createLimiter(work);

  server.addHook('onRequest', async (request, reply) => {
    const fault = requestFault(request);
    if (fault) throw fault;
    const { id, operational = false } = configOf(request);
    if (operational) return;
    const isFull = flight.isFull() || lateness.isOverload;
    if (isFull || (id !== undefined && hasRoom?.(id) === false)) throw overloaded();
    bodies.begin(request, reply);
  });
  server.addHook('preHandler', async (request, reply) => {
    bodies.hasCome(request);
    if (!configOf(request).operational) flight.begin(request, reply);
  });
  server.addHook('preClose', async () => {
    // A closing server no longer looks for slow clients, and would wait for them for ever.
    setTimeout(() => server.server.closeAllConnections(), drainMs).unref();
  });
  server.addHook('onClose', async () => lateness.stop());

  const inTurn = async <T>(
    caller: string,
    handle: () => Promise<T>,
    hasGone: () => boolean,
  ): Promise<T> => {
    const done = await limiter.turn(caller);
    if (done === undefined) throw overloaded();
    try {
      // Nobody reads the answer any more.
      if (hasGone()) throw overloaded();
      return await handle();
    } finally {
      // Not when the client has gone: what it has begun is still worked on.
      done();
      flight.moved();
    }
  };

  return {
    work: (request, handle) =>
      configOf(request).waits
        ? handle()
        : inTurn(callerOf(request), handle, () => request.raw.socket.destroyed),
    limited: (caller, handle) => inTurn(caller, handle, () => false),
    letGo: flight.letGo,
    isStuck: () => (flight.isFull() || limiter.isFull) && flight.msAtRest() > stuckMs,
  };
};

// The path of every call: token and scope before the message is read, then span, deadline, method, problem, one log line.
import type { DescMethod } from '@bufbuild/protobuf';
import {
  Code,
  type ConnectError,
  type ConnectRouter,
  createConnectRouter,
  type HandlerContext,
  type Interceptor,
} from '@connectrpc/connect';
import { serviceWith } from '../../events/http/route.ts';
import { admitCaller } from '../http/caller.ts';
import { requestIdFrom } from '../http/request.ts';
import type { HttpServices } from '../http/services.ts';
import type { Tracer } from '../telemetry/trace.ts';
import { toConnectError } from './codes.ts';
import { serveHealth } from './health.ts';
import { Health } from './proto/grpc/health/v1/health_pb.js';
import { serveReflection } from './reflection.ts';
import { type RpcService, scopeOf } from './service.ts';

export interface RpcRouterOptions {
  readonly services: readonly RpcService[];
  readonly http: Pick<HttpServices, 'verify' | 'log' | 'clock'>;
  readonly tracer: Tracer;
  /** Throws `overloaded` where too many are worked on already. */
  readonly work: <T>(handle: () => Promise<T>) => Promise<T>;
  readonly isServing: () => boolean;
}

/** Fifty SKUs are 4 KB; what is answered to them is not above 16. */
const readMaxBytes = 64 * 1024;
const writeMaxBytes = 1024 * 1024;
/** Nobody here works longer than a gateway waits. */
const maxTimeoutMs = 29_000;

const requestIdOf = (headers: Headers): string => requestIdFrom(headers.get('x-request-id') ?? '');

/** As soon as the deadline has passed or the caller has gone, whatever the method still does. */
const until = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const over = () => reject(signal.reason);
  if (signal.aborted) over();
  signal.addEventListener('abort', over);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', over);
  }
};

const nameOf = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;

export const createRpcRouter = ({
  services,
  http: { verify, log, clock },
  tracer,
  work,
  isServing,
}: RpcRouterOptions): ConnectRouter => {
  const ours = new Set(services.flatMap(({ service }) => service.methods));

  const admit = async ({ method, requestHeader }: HandlerContext): Promise<void> => {
    // Health and reflection: no less than the open paths and the repository tell.
    if (!ours.has(method)) return;
    const authorization = requestHeader.get('authorization');
    const headers = { authorization: authorization === null ? [] : [authorization] };
    await admitCaller(serviceWith(scopeOf(method)), { headers }, { verify });
  };

  const tell = (method: DescMethod, requestId: string, started: number, error?: ConnectError) => {
    const { code, cause } = error ?? {};
    const said = log.child({ requestId, correlationId: requestId });
    if (code === Code.Internal) said.error({ error: cause }, 'call failed');
    const status = code === undefined ? 'Ok' : Code[code];
    said.info(
      { method: 'RPC', route: nameOf(method), status, durationMs: clock.now() - started },
      nameOf(method),
    );
  };

  const gate = async (context: HandlerContext): Promise<void> => {
    try {
      await admit(context);
    } catch (thrown) {
      const requestId = requestIdOf(context.requestHeader);
      const error = toConnectError(thrown, requestId);
      tell(context.method, requestId, clock.now(), error);
      throw error;
    }
  };

  const around: Interceptor = (next) => async (request) => {
    const { method, header, signal } = request;
    if (!ours.has(method)) return next(request);
    const started = clock.now();
    const requestId = requestIdOf(header);
    const span = {
      name: nameOf(method),
      kind: 'server' as const,
      parent: header.get('traceparent') ?? undefined,
      correlationId: requestId,
      attributes: { 'rpc.system': 'connect_rpc' },
    };
    try {
      const answer = await tracer.trace(span, () => work(() => until(signal, next(request))));
      answer.header.set('x-request-id', requestId);
      tell(method, requestId, started);
      return answer;
    } catch (thrown) {
      const error = toConnectError(thrown, requestId);
      tell(method, requestId, started, error);
      throw error;
    }
  };

  const router = createConnectRouter({
    readMaxBytes,
    writeMaxBytes,
    maxTimeoutMs,
    // What unpacks to more than was sent is not taken.
    acceptCompression: [],
    requestGate: gate,
    interceptors: [around],
  });
  for (const { serve } of services) serve(router);
  serveHealth(
    router,
    services.map(({ service }) => service.typeName),
    isServing,
  );
  serveReflection(router, [...services.map(({ service }) => service.file), Health.file]);
  return router;
};

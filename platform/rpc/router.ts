// The path of every call: token and scope before the message is read, then span, deadline, method, problem, one log line.
import { type ConnectRouter, createConnectRouter } from '@connectrpc/connect';
import type { HttpServices } from '../http/services.ts';
import { createGate } from './access.ts';
import { type AroundCalls, aroundCalls } from './around-calls.ts';
import { createLogCall } from './call-log.ts';
import { healthFile, serveRpcHealth } from './health.ts';
import { serveReflection } from './reflection.ts';
import type { RpcService } from './service.ts';

export interface RpcRouterOptions extends Pick<AroundCalls, 'tracer' | 'work'> {
  readonly services: readonly RpcService[];
  readonly http: Pick<HttpServices, 'verify' | 'log' | 'clock'>;
  readonly isServing: () => boolean;
}

/** Fifty SKUs are 4 KB; what is answered to them is not above 16. */
const readMaxBytes = 64 * 1024;
const writeMaxBytes = 1024 * 1024;
/** Nobody here works longer than a gateway waits. */
const maxTimeoutMs = 29_000;

export const createRpcRouter = ({
  services,
  http,
  tracer,
  work,
  isServing,
}: RpcRouterOptions): ConnectRouter => {
  const ours = new Set(services.flatMap(({ service }) => service.methods));
  const isOurs: AroundCalls['isOurs'] = (method) => ours.has(method);
  const logCall = createLogCall(http);

  const router = createConnectRouter({
    readMaxBytes,
    writeMaxBytes,
    maxTimeoutMs,
    // What unpacks to more than was sent is not taken.
    acceptCompression: [],
    requestGate: createGate({ isOurs, services: http, logCall }),
    interceptors: [aroundCalls({ isOurs, clock: http.clock, tracer, work, logCall })],
  });
  for (const { serve } of services) serve(router);
  const names = services.map(({ service }) => service.typeName);
  serveRpcHealth(router, names, isServing);
  serveReflection(router, [...services.map(({ service }) => service.file), healthFile]);
  return router;
};

// The calls of a container on its one port: over HTTP/1.1 below the service's path, over HTTP/2 where gRPC looks for them.
import type { FastifyInstance } from 'fastify';
import type { Guard } from '../http/server/guard.ts';
import { serveOverHttp1 } from './over-http1.ts';
import { serveOverHttp2 } from './over-http2.ts';
import { createRpcRouter, type RpcRouterOptions } from './router.ts';

/** As long as the guard gives HTTP/1.1. */
const drainMs = 10_000;

export const serveRpc = (
  server: FastifyInstance,
  { limited, isStuck }: Pick<Guard, 'limited' | 'isStuck'>,
  {
    prefix,
    ...options
  }: Omit<RpcRouterOptions, 'work' | 'isServing'> & { readonly prefix: string },
): void => {
  const router = createRpcRouter({ ...options, work: limited, isServing: () => !isStuck() });
  serveOverHttp1(server, router.handlers, prefix);
  const http2 = serveOverHttp2(server.server, router.handlers);
  server.addHook('preClose', async () => http2.close(drainMs));
};

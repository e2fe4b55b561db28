// The HTTP server of a container: Fastify in front of the endpoints, with health and metrics beside the public path.
import Fastify, { type FastifyInstance } from 'fastify';
import type { Metrics } from '../../telemetry/prometheus.ts';
import type { Tracer } from '../../telemetry/trace.ts';
import { processTracer } from '../../telemetry/tracer.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HttpServices } from '../services.ts';
import { type Guard, type GuardOptions, guard } from './guard.ts';
import { serveHealth, serveMetrics } from './operational.ts';
import { refuseAsProblems } from './refusals.ts';
import { serve } from './routes.ts';
import { settings } from './settings.ts';

export interface ServerOptions {
  readonly endpoints: readonly Endpoint[];
  readonly services: HttpServices;
  /** Stage the balancer passes on: `/v1`. */
  readonly prefix: string;
  /** Throws while a dependency does not answer; asked until it has answered once. */
  readonly ready: () => Promise<void>;
  readonly limits?: GuardOptions;
  /** @default that of the process */
  readonly tracer?: Tracer;
  /** @default none, and no `/metrics` */
  readonly metrics?: Pick<Metrics, 'answered' | 'tell'>;
  /** What is served beside the endpoints, behind the same guard. */
  readonly beside?: (server: FastifyInstance, guard: Guard) => void;
}

export const createServer = ({
  endpoints,
  services,
  prefix,
  ready,
  limits,
  tracer = processTracer(),
  metrics,
  beside,
}: ServerOptions): FastifyInstance => {
  const server = Fastify(settings);
  // Node would leave out what is beyond, and nobody would know.
  server.server.maxHeadersCount = 0;
  const guarded = guard(server, limits);
  const { work, letGo, isStuck } = guarded;
  if (metrics !== undefined) serveMetrics(server, metrics);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  const serving = { prefix, tracer, services, work, letGo };
  for (const endpoint of endpoints) serve(server, endpoint, serving);
  beside?.(server, guarded);
  serveHealth(server, { ready, isStuck, log: services.log });
  refuseAsProblems(server, services.log);
  return server;
};

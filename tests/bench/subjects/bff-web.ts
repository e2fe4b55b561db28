// The subject of GRAPHQL: the web BFF over the API that its parameter names, behind the server of a container in place of Lambda's.
import { webPolicies } from '../../../functions/bff-web/api.ts';
import { graphqlEndpoints } from '../../../functions/bff-web/http.ts';
import { createBffSchema } from '../../../functions/bff-web/schema.ts';
import { createGraphqlServer as createGraphql } from '../../../functions/bff-web/server.ts';
import { createServer } from '../../../platform/http/server/server.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { createLog } from '../../../platform/telemetry/log.ts';
import { createMetrics } from '../../../platform/telemetry/prometheus.ts';
import { serveHttp } from '../http-worker.ts';

const log = createLog({ SERVICE: 'bench', SERVICE_VERSION: 'bench', LOG_LEVEL: 'info' });

const server = createServer({
  endpoints: graphqlEndpoints({
    api: { url: process.argv[2] ?? '', policies: webPolicies(log) },
    server: createGraphql({
      schema: createBffSchema(),
      limits: { depth: 10, aliases: 15, cost: 1000, tokens: 1000, introspection: false },
      persisted: { documents: {}, only: false },
    }),
  }),
  services: {
    verify: async () => {
      throw new AppError('unauthenticated');
    },
    log,
    clock,
  },
  prefix: '/v1',
  limits: { maxLatenessMs: Number.POSITIVE_INFINITY },
  ready: async () => {},
  metrics: createMetrics(),
});
const url = await server.listen({ port: 0, host: '127.0.0.1' });
serveHttp(Number(new URL(url).port));

// The subject of P3: a route as our containers serve it, with a verified token, a log line and metrics for each request.
import { createLocalJWKSet } from 'jose';
import { endpoint } from '../../../platform/http/endpoint.ts';
import { createServer } from '../../../platform/http/server/server.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { createLog } from '../../../platform/telemetry/log.ts';
import { createMetrics } from '../../../platform/telemetry/prometheus.ts';
import { createVerifier } from '../../../platform/tokens/access-token.ts';
import { serveHttp } from '../http-worker.ts';
import { answerTo, audience, issuer, quote } from '../route.ts';

/** Published by the goal, which signs the token. */
const keys = createLocalJWKSet(JSON.parse(process.argv[2] ?? '{"keys":[]}'));

const server = createServer({
  endpoints: [endpoint(quote, ({ body }) => ({ status: 200, body: answerTo(body) }))],
  services: {
    verify: createVerifier({ issuer, audience, keys, clock }),
    log: createLog({ SERVICE: 'bench', SERVICE_VERSION: 'bench', LOG_LEVEL: 'info' }),
    clock,
  },
  prefix: '/v1',
  ready: async () => {},
  metrics: createMetrics(),
});
const url = await server.listen({ port: 0, host: '127.0.0.1' });
serveHttp(Number(new URL(url).port));

// The subject of QUOTES that answers: products over a stock in memory, by its route and by its contract.
import { createLocalJWKSet } from 'jose';
import { createQuotes } from '../../../containers/products/catalogue/quotes.ts';
import { quotesService } from '../../../containers/products/rpc.ts';
import type { StockItem } from '../../../containers/products/stock/stock-items.ts';
import { listVariants } from '../../../events/http/products/products.ts';
import { endpoint } from '../../../platform/http/endpoint.ts';
import { createServer } from '../../../platform/http/server/server.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { serveRpc } from '../../../platform/rpc/serve-rpc.ts';
import { createLog } from '../../../platform/telemetry/log.ts';
import { createMetrics } from '../../../platform/telemetry/prometheus.ts';
import { processTracer } from '../../../platform/telemetry/tracer.ts';
import { createVerifier } from '../../../platform/tokens/access-token.ts';
import { serveHttp } from '../http-worker.ts';
import { audience, issuer } from '../route.ts';

const keys = createLocalJWKSet(JSON.parse(process.argv[2] ?? '{"keys":[]}'));

const item = (sku: string): StockItem => ({
  sku,
  productId: 'prd_0198000000007000800000000001',
  name: 'Enamel Mug, blue',
  price: { amount: 1499, currency: 'EUR' },
  prices: [],
  status: 'active',
  onHand: 120,
  reserved: 0,
  available: 120,
  recent: [],
  paged: 0,
});

const read = async (skus: readonly string[]) => new Map(skus.map((sku) => [sku, item(sku)]));
const quotes = createQuotes({ read }, clock);
const http = {
  verify: createVerifier({ issuer, audience, keys, clock }),
  log: createLog({ SERVICE: 'bench', SERVICE_VERSION: 'bench', LOG_LEVEL: 'info' }),
  clock,
};
const server = createServer({
  endpoints: [
    endpoint(listVariants, async ({ query }) => ({
      status: 200,
      body: { items: await quotes(query.sku, query.currency) },
    })),
  ],
  services: http,
  prefix: '/v1',
  // Lateness here says how busy the machine is.
  limits: { maxLatenessMs: Number.POSITIVE_INFINITY },
  ready: async () => {},
  metrics: createMetrics(),
  beside: (fastify, guard) =>
    serveRpc(fastify, guard, {
      services: [quotesService(quotes)],
      http,
      tracer: processTracer(),
      prefix: '/v1/products',
    }),
});
const url = await server.listen({ port: 0, host: '127.0.0.1' });
serveHttp(Number(new URL(url).port));

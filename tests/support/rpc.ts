// The quotes of products over a stock of its own, on a real port, with a token for each kind of caller.
import { createQuotes } from '../../containers/products/catalogue/quotes.ts';
import { quotesService } from '../../containers/products/rpc.ts';
import type { StockItem } from '../../containers/products/stock/stock-items.ts';
import { listVariants } from '../../events/http/products/products.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { serveRpc } from '../../platform/rpc/serve-rpc.ts';
import { createTracer } from '../../platform/telemetry/tracer.ts';
import { testClock } from './clock.ts';
import { identity, services } from './http.ts';

const item = (sku: string): StockItem => ({
  sku,
  productId: 'prd_0000000001',
  name: `The ${sku.toLowerCase()}`,
  price: { amount: 1250, currency: 'EUR' },
  prices: [],
  status: 'active',
  recent: [],
  paged: 0,
  onHand: 7,
  reserved: 0,
  available: 7,
});

/** `orders` has the scope, `other` has not. */
const verify = async (token: string) => {
  if (token === 'orders') return identity({ kind: 'client', scopes: ['catalogue:quote'] });
  if (token === 'other') return identity({ kind: 'client', scopes: ['users:find'] });
  throw new AppError('unauthenticated');
};

export const startQuotes = async (known: readonly string[] = ['MUG', 'TEA']) => {
  const state = {
    asked: 0,
    before: async (): Promise<void> => {},
  };
  const read = async (skus: readonly string[]) => {
    state.asked += 1;
    await state.before();
    return new Map(skus.filter((sku) => known.includes(sku)).map((sku) => [sku, item(sku)]));
  };
  const quotes = createQuotes({ read }, testClock());
  const http = services({ verify });
  const server = createServer({
    endpoints: [
      endpoint(listVariants, async ({ query }) => ({
        status: 200,
        body: { items: await quotes(query.sku, query.currency) },
      })),
    ],
    services: http,
    prefix: '/v1',
    ready: async () => {},
    // How late this loop is says how busy the machine is.
    limits: { maxLatenessMs: Number.POSITIVE_INFINITY },
    beside: (fastify, guard) =>
      serveRpc(fastify, guard, {
        services: [quotesService(quotes)],
        http,
        tracer: createTracer({
          config: {
            STAGE: 'test',
            SERVICE: 'products',
            SERVICE_VERSION: 'test',
            OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
            OTEL_TRACES_SAMPLER_ARG: 0,
          },
        }),
        prefix: '/v1/products',
      }),
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return { state, server, url, port: Number(new URL(url).port) };
};

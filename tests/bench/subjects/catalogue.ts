// The floor of GRAPHQL: the routes of a product page as a container serves them, over a catalogue in memory.
import {
  type Category,
  listCategories,
  listProducts,
  type Product,
  readProduct,
} from '../../../events/http/products/products.ts';
import { endpoint } from '../../../platform/http/endpoint.ts';
import { createServer } from '../../../platform/http/server/server.ts';
import { systemClock as clock } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { createLog } from '../../../platform/telemetry/log.ts';
import { createMetrics } from '../../../platform/telemetry/prometheus.ts';
import { serveHttp } from '../http-worker.ts';

const product = (number: number): Product => ({
  id: `prd_019800000000700080000000000${number}`,
  name: `Stoneware mug ${number}`,
  description: 'Holds a third of a litre, and is as warm as the tea in it. '.repeat(4),
  category: 'drinkware',
  images: ['images/products/mug.svg'],
  attributes: { material: 'stoneware' },
  status: 'active',
  version: 1,
  variants: ['blue', 'white', 'grey'].map((colour) => ({
    sku: `MUG-${number}-${colour.toUpperCase()}`,
    name: colour,
    options: { colour },
    price: { amount: 1450, currency: 'EUR' },
    available: 120,
  })),
});

const products = Array.from({ length: 21 }, (_, index) => product(index + 10));
const categories: Category[] = Array.from({ length: 12 }, (_, index) => ({
  id: index === 0 ? 'drinkware' : `category-${index}`,
  name: `Category ${index}`,
  parent: null,
  products: 21,
}));

const server = createServer({
  endpoints: [
    endpoint(readProduct, ({ params }) => {
      const body = products.find(({ id }) => id === params.id);
      if (body === undefined) throw new AppError('not-found');
      return { status: 200, body };
    }),
    endpoint(listProducts, ({ query: { limit = 20 } }) => ({
      status: 200,
      body: { items: products.slice(0, limit), nextCursor: null },
    })),
    endpoint(listCategories, () => ({
      status: 200,
      body: { items: categories, nextCursor: null },
    })),
  ],
  services: {
    verify: async () => {
      throw new AppError('unauthenticated');
    },
    log: createLog({ SERVICE: 'bench', SERVICE_VERSION: 'bench', LOG_LEVEL: 'info' }),
    clock,
  },
  prefix: '/v1',
  // Lateness here says how busy the machine is.
  limits: { maxLatenessMs: Number.POSITIVE_INFINITY },
  ready: async () => {},
  metrics: createMetrics(),
});
const url = await server.listen({ port: 0, host: '127.0.0.1' });
serveHttp(Number(new URL(url).port));

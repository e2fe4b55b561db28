// What the customers of a load run do.
import { type Client, createClient, idempotencyKey } from '../../clients/typescript/client.ts';
import { isProblem } from '../../clients/typescript/problem.ts';
import { admin, demo, order, type Shop } from '../support/shop.ts';
import type { ScenarioName } from './options.ts';

/** One request: what it is counted as, and the status of its answer. */
export type Act = () => Promise<{ readonly name: string; readonly status: number }>;

export interface Scenario {
  readonly act: Act;
  /** What must be true afterwards; answers what is not. */
  verify(): Promise<readonly string[]>;
}

/** One try each, so that every answer counts once. */
const counted = async (name: string, work: () => Promise<{ readonly response: Response }>) => ({
  name,
  status: await work().then(
    ({ response }) => response.status,
    (error: unknown) => (isProblem(error) ? error.status : 0),
  ),
});

type Look = (visitor: Client) => Promise<{ readonly response: Response }>;

const pages: readonly [readonly [string, Look], ...(readonly [string, Look])[]] = [
  ['/products', ({ api }) => api.GET('/products')],
  ['/products?q=mug', ({ api }) => api.GET('/products', { params: { query: { q: 'mug' } } })],
  [
    '/products?sort=price',
    ({ api }) => api.GET('/products', { params: { query: { sort: 'price' } } }),
  ],
  ['/categories', ({ api }) => api.GET('/categories')],
];

/** Units in the flash sale, far fewer than its buyers. */
const flashStock = 50;

export const prepare = async (name: ScenarioName, shop: Shop): Promise<Scenario> => {
  const accessToken = await shop.tokenOf(demo);
  await shop.tokenOf(admin);
  const visitor = createClient({ baseUrl: shop.apiUrl, attempts: 1 });
  const customer = createClient({
    baseUrl: shop.apiUrl,
    attempts: 1,
    tokens: { accessToken, refreshToken: '' },
  });
  let turn = 0;
  const browse: Act = () => {
    turn += 1;
    const [page, look] = pages[turn % pages.length] ?? pages[0];
    return counted(`GET ${page}`, () => look(visitor));
  };
  const buy =
    (sku: string): Act =>
    () =>
      counted('POST /orders', () =>
        customer.api.POST('/orders', { params: { header: idempotencyKey() }, body: order(sku) }),
      );
  const nothing = async () => [];
  if (name === 'browse') return { act: browse, verify: nothing };
  if (name === 'order') return { act: buy('MUG-BLUE'), verify: nothing };
  if (name === 'mixed') {
    const place = buy('MUG-BLUE');
    let drawn = 0;
    const act: Act = () => {
      drawn += 1;
      return drawn % 5 === 0 ? place() : browse();
    };
    return { act, verify: nothing };
  }
  const sku = await shop.newSku(flashStock);
  return {
    act: buy(sku),
    verify: async () => {
      for (let waited = 0; waited < 120; waited += 1) {
        const queues = await shop.helper<{ visible: number; inFlight: number }[]>('queues');
        if (queues.every(({ visible, inFlight }) => visible + inFlight === 0)) break;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      const { onHand, reserved, available } = await shop.stock(sku);
      const sold = `${reserved} of ${onHand} sold`;
      return available >= 0 && reserved <= onHand ? [] : [`oversold: ${sold}`];
    },
  };
};

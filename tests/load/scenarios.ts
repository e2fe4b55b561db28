// What the customers of a load run do.
import { randomUUID } from 'node:crypto';
import { admin, demo, order, type Shop } from '../support/shop.ts';
import type { ScenarioName } from './options.ts';

/** One request: what it is counted as, and the status of its answer. */
export type Act = () => Promise<{ readonly name: string; readonly status: number }>;

export interface Scenario {
  readonly act: Act;
  /** What must be true afterwards; answers what is not. */
  verify(): Promise<readonly string[]>;
}

/** Units in the flash sale, far fewer than its buyers. */
const flashStock = 50;

export const prepare = async (name: ScenarioName, shop: Shop): Promise<Scenario> => {
  const token = await shop.tokenOf(demo);
  await shop.tokenOf(admin);
  const counted = async (what: string, work: () => Promise<{ status: number }>) => ({
    name: what,
    status: await work().then(
      ({ status }) => status,
      () => 0,
    ),
  });
  const pages = ['/products', '/products?q=mug', '/products?sort=price', '/categories'];
  let turn = 0;
  const browse: Act = () => {
    turn += 1;
    const page = pages[turn % pages.length] ?? '/products';
    return counted(`GET ${page}`, () => shop.call('GET', page));
  };
  const buy = (sku: string): Act => {
    const key = () => randomUUID();
    return () => counted('POST /orders', () => shop.place(token, order(sku), key()));
  };
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

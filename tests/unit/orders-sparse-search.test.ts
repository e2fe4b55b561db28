// A search for what few orders have: how far one page looks, and where the next begins.
import { expect, it } from 'vitest';
import { createListing, type OrderFilter } from '../../containers/orders/lists/listing.ts';
import { customerView } from '../../containers/orders/lists/projection.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { customerId, eur } from '../support/orders.ts';

const placedAt = (rank: number) => new Date(Date.UTC(2026, 0, 2) - rank * 1_000).toISOString();
const positionAt = (rank: number) => `${placedAt(rank)}#ord_${rank}`;

/** Orders from the newest, 0, on; those of these ranks have the SKU that is looked for. */
const listOf = async (count: number, rare: readonly number[]) => {
  const table = createMemoryTable();
  for (let rank = 0; rank < count; rank += 1) {
    const put = { pk: customerView(customerId), sk: positionAt(rank), orderId: `ord_${rank}` };
    await table.transact([{ put }]);
  }
  const looks: number[] = [];
  const loadMany = async (ids: readonly string[]) => {
    looks.push(ids.length);
    const stateOf = (orderId: string) => {
      const rank = Number(orderId.slice(4));
      const lines = [{ sku: rare.includes(rank) ? 'RARE' : 'MUG' }];
      const order = { orderId, placedAt: placedAt(rank), lines, totals: { total: eur(rank) } };
      return { state: { status: 'confirmed', order }, version: 1 };
    };
    return new Map(ids.map((id) => [id, stateOf(id)])) as never;
  };
  const list = createListing({ table, orders: { loadMany } });
  const page = async (filter: Omit<OrderFilter, 'customerId'>) => {
    const { orders, next } = await list({ customerId, ...filter });
    const ranks = orders.map(({ state }) => Number(state.order.orderId.slice(4)));
    return { ranks, next: next === undefined ? undefined : Number(next.split('#ord_')[1]) };
  };
  return { page, looks };
};

it.each([
  ['goes on until the page is full', [150, 250, 260], 2, [150, 250], 250, [100, 100, 100]],
  ['goes on until it is just full', [50, 150], 2, [50, 150], 199, [100, 100]],
  ['ends after five hundred, with where it ended', [499, 500], 2, [499], 499, Array(5).fill(100)],
  ['that finds nothing ends there, too', [], 2, [], 499, Array(5).fill(100)],
  ['looks at as many as a page may have', [120], 150, [120], 599, Array(4).fill(150)],
])('%s', async (_, rare, limit, ranks, next, looks) => {
  const { page, looks: seen } = await listOf(700, rare);
  expect(await page({ sku: 'RARE', limit })).toEqual({ ranks, next });
  expect(seen).toEqual(looks);
});

it.each([
  [100, [99], [100]],
  [101, [100], [100, 1]],
  [120, [110, 119], [100, 20]],
])('of %i orders ends with the last of them', async (count, rare, looks) => {
  const { page, looks: seen } = await listOf(count, rare);
  expect(await page({ sku: 'RARE', limit: 5 })).toEqual({ ranks: rare, next: undefined });
  expect(seen).toEqual(looks);
});

it('goes on after the page before, and only within its time', async () => {
  const { page } = await listOf(700, [150, 250, 260, 600]);
  const after = positionAt(250);
  expect(await page({ sku: 'RARE', limit: 2, after })).toEqual({ ranks: [260, 600], next: 650 });
  const placed = { since: placedAt(260), before: placedAt(150) };
  expect(await page({ sku: 'RARE', limit: 5, placed })).toEqual({
    ranks: [250, 260],
    next: undefined,
  });
});

it('for a state that turns out to be rare looks at as many at once, however short its pages', async () => {
  const { page, looks } = await listOf(700, []);
  expect(await page({ status: 'confirmed', limit: 1 })).toEqual({ ranks: [0], next: 0 });
  expect(looks.splice(0)).toEqual([1]);
  expect(await page({ status: 'returned', limit: 1 })).toEqual({ ranks: [], next: 500 });
  expect(looks).toEqual([1, ...Array(5).fill(100)]);
});

it('that looks for nothing in particular reads no more than its page', async () => {
  const { page, looks } = await listOf(700, []);
  expect(await page({ limit: 2 })).toEqual({ ranks: [0, 1], next: 1 });
  expect(looks).toEqual([2]);
});

it.each([
  [{ least: 3, most: 5 }, [3, 4, 5]],
  [{ most: 1 }, [0, 1]],
  [{ least: 98 }, [98, 99]],
])('of a total within %j has its borders', async (total, ranks) => {
  const { page } = await listOf(100, []);
  const found = await page({ total: { currency: 'EUR', ...total }, limit: 10 });
  expect(found).toEqual({ ranks, next: undefined });
  expect((await page({ total: { currency: 'JPY', ...total }, limit: 10 })).ranks).toEqual([]);
});

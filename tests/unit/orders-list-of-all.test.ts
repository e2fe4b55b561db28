// Everybody's orders: those that wait for something are in no list or in one, come once, and are read once.
import { expect, it } from 'vitest';
import { createListing } from '../../containers/orders/lists/listing.ts';
import { createPages } from '../../containers/orders/lists/pages.ts';
import { listView, positionOf } from '../../containers/orders/lists/projection.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import type { Request } from '../../platform/http/endpoint.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { identity } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { eur, orders } from '../support/orders.ts';

const placedAt = (rank: number) => new Date(Date.UTC(2026, 0, 2) - rank * 1_000).toISOString();
const rankOf = (orderId: string) => Number(orderId.slice(4));

/** Orders from the newest, 0, on: those of even ranks are placed and in a list, the others wait to be cancelled. */
const setup = async (count: number) => {
  const table = createMemoryTable();
  const deadlines = createDeadlines(table);
  const place = async (rank: number) => {
    const orderId = `ord_${rank}`;
    await deadlines.put({ id: orderId, dueAt: '2026-01-03T00:00:00.000Z' });
    const sk = `${placedAt(rank)}#${orderId}`;
    if (rank % 2 === 0) await table.transact([{ put: { pk: listView('open'), sk, orderId } }]);
  };
  for (let rank = 0; rank < count; rank += 1) await place(rank);
  let reads = 0;
  const loadMany = async (ids: readonly string[]) => {
    reads += ids.length;
    const stateOf = (orderId: string) => {
      const rank = rankOf(orderId);
      const order = { orderId, placedAt: placedAt(rank), lines: [], totals: { total: eur(rank) } };
      return { state: { status: rank % 2 === 0 ? 'pending_stock' : 'cancel_pending', order } };
    };
    return new Map(ids.map((id) => [id, { ...stateOf(id), version: 1 }])) as never;
  };
  const list = createListing({ table, orders: { loadMany }, deadlines });
  return {
    place,
    ended: (rank: number) =>
      deadlines.remove({ id: `ord_${rank}`, dueAt: '2026-01-03T00:00:00.000Z' }),
    page: async (options: { after?: string; status?: 'cancel_pending' } = {}) => {
      reads = 0;
      const { orders, next } = await list({ limit: 5, ...options });
      return { ranks: orders.map(({ state }) => rankOf(state.order.orderId)), next, reads };
    },
  };
};

it('is a page after the other, each order once, newest first', async () => {
  const { page } = await setup(12);
  const ranks: number[] = [];
  for (let after: string | undefined; ; ) {
    const found = await page({ after });
    ranks.push(...found.ranks);
    after = found.next;
    if (after === undefined) break;
  }
  expect(ranks).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

it('reads what waits for something once, and then its page only', async () => {
  const { page, place, ended } = await setup(40);
  expect((await page()).reads).toBe(40 + 5);
  expect((await page()).reads).toBe(5);
  await place(41);
  await ended(3);
  expect(await page()).toMatchObject({ ranks: [0, 1, 2, 4, 5], reads: 1 + 5 });
});

it('of those that wait to be cancelled has no other', async () => {
  const { page } = await setup(12);
  expect((await page({ status: 'cancel_pending' })).ranks).toEqual([1, 3, 5, 7, 9]);
});

it('has pages that are passed on whole, however much has happened to its orders', async () => {
  const { order } = orders.delivered;
  const lines = Array.from({ length: 50 }, (_, sku) => ({
    sku: String(sku).padStart(64, 'S'),
    quantity: 1,
  }));
  const returns = Array.from({ length: 100 }, (_, number) => ({
    returnId: `ret_${number}`,
    lines,
    reason: '😀'.repeat(500),
    status: 'withdrawn' as const,
    requestedAt: placedAt(0),
  }));
  const all = Array.from({ length: 21 }, (_, rank) => ({
    version: 1,
    state: {
      status: 'delivered' as const,
      order: { ...order, returns, orderId: `ord_${rank}`, placedAt: placedAt(rank) },
    },
  }));
  const page = createPages({
    list: async ({ after = '9', limit }) => {
      const rest = all.filter(({ state }) => positionOf(state.order) < after);
      const found = rest.slice(0, limit);
      const last = found.at(-1)?.state.order;
      return { orders: found, next: rest.length > limit && last ? positionOf(last) : undefined };
    },
    customers: { find: async () => undefined },
    cursors: createSeals('a secret'),
  });
  const request = { identity: identity({ roles: ['admin'] }) } as Request;
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await page('orders.list', request, { cursor });
    ids.push(...items.map(({ id }) => id));
    expect(Buffer.byteLength(JSON.stringify({ items, nextCursor }))).toBeLessThan(6_000_000);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  expect(ids).toEqual(all.map(({ state }) => state.order.orderId));
});

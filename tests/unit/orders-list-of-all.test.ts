// Everybody's orders come once each, whichever list they are in, and no more of them are read than there are on a page.
import { expect, it } from 'vitest';
import { absent } from '../../containers/orders/domain/order.ts';
import { createListing } from '../../containers/orders/lists/listing.ts';
import { createPages } from '../../containers/orders/lists/pages.ts';
import { listMoves, listView, positionOf } from '../../containers/orders/lists/projection.ts';
import type { Request } from '../../platform/http/endpoint.ts';
import { createSeals } from '../../platform/tokens/seals.ts';
import { identity } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { eur, orders } from '../support/orders.ts';

const placedAt = (rank: number) => new Date(Date.UTC(2026, 0, 2) - rank * 1_000).toISOString();
const rankOf = (orderId: string) => Number(orderId.slice(4));

/** Orders from the newest, 0, on: those of even ranks are being placed, the others wait to be cancelled. */
const setup = async (count: number) => {
  const table = createMemoryTable();
  const place = async (rank: number) => {
    const orderId = `ord_${rank}`;
    const sk = `${placedAt(rank)}#${orderId}`;
    const pk = listView(rank % 2 === 0 ? 'open' : 'waiting');
    await table.transact([{ put: { pk, sk, orderId } }]);
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
  const list = createListing({ table, orders: { loadMany } });
  return {
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

it('reads the orders of its page, and one more', async () => {
  const { page } = await setup(40);
  expect(await page()).toMatchObject({ ranks: [0, 1, 2, 3, 4], reads: 5 });
});

/** The list of each state. */
const placeOf = {
  pending_stock: 'open',
  pending_payment: 'open',
  confirmed: 'open',
  cancel_pending: 'waiting',
  return_pending: 'waiting',
  rejected: 'rejected',
  cancelled: 'cancelled',
  shipped: 'shipped',
  delivered: 'delivered',
  returned: 'returned',
} as const;

it.each(Object.values(orders).map((before) => [before.status, before] as const))(
  'from %s an order moves where its state is of another list',
  (status, before) => {
    for (const after of Object.values(orders)) {
      const [from, to] = [placeOf[status], placeOf[after.status]];
      const moves = listMoves(before, after).map((write) =>
        'put' in write ? `to ${write.put.pk}` : 'remove' in write && `from ${write.remove.pk}`,
      );
      expect(moves).toEqual(from === to ? [] : [`from ${listView(from)}`, `to ${listView(to)}`]);
    }
    // What a new order has is written before its first commit.
    expect(listMoves(absent, before)).toEqual([]);
  },
);

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

it.each([
  ['a customer', { roles: ['customer'] }, {}, 'usr_1'],
  ['staff', { roles: ['admin', 'customer'] }, {}, undefined],
  ['staff of their own', { roles: ['admin', 'customer'] }, { own: true }, 'usr_1'],
  ['staff of all', { roles: ['admin', 'customer'] }, { own: false }, undefined],
  ['staff of an address', { roles: ['support'] }, { email: 'ada@example.com' }, 'usr_ada'],
  ['a warehouse', { kind: 'client', roles: [] }, { own: true }, 'usr_1'],
] as const)('is asked for by %s', async (_, who, asked, customerId) => {
  const filters: (string | undefined)[] = [];
  const page = createPages({
    list: async (filter) => {
      filters.push(filter.customerId);
      return { orders: [], next: undefined };
    },
    customers: { find: async () => 'usr_ada' },
    cursors: createSeals('a secret'),
  });
  const caller = identity({ subject: 'usr_1', ...who, roles: [...who.roles] });
  await page('orders.list', { identity: caller } as Request, asked);
  expect(filters).toEqual([customerId]);
});

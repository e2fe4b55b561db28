// Lists made again from the orders, one fault at a time: what is missing or wrong is written, what nothing accounts for goes, and an order that moves meanwhile is where it has moved to.
import { expect, it } from 'vitest';
import { customerView, listView } from '../../containers/orders/lists/projection.ts';
import { type Rebuilt, rebuildViews } from '../../containers/orders/lists/rebuild.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import type { Table } from '../../platform/data/table.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { startOrders } from '../support/order-service.ts';
import { customerId, shippingAddress } from '../support/orders.ts';

/** One confirmed order, its two entries, and a rebuild that something may come between. */
const setUp = async () => {
  const table = createMemoryTable();
  const { place, settle, call, clock } = await startOrders(table);
  const placedAt = new Date(clock.now()).toISOString();
  const lines = [{ sku: 'MUG', quantity: 2 }];
  const body = { lines, shippingAddress, paymentMethod: { token: 'tok_approved' } };
  const { json } = await place(body, { 'idempotency-key': 'rebuilt-0123456789' });
  const orderId = (json as { id: string }).id;
  await settle(orderId);
  const at = (pk: string) => ({ pk, sk: `${placedAt}#${orderId}` });
  const entries = () => table.all().filter(({ pk }) => pk.startsWith('VIEW#'));
  const ship = () =>
    call(
      'orders.ship',
      {
        params: { id: orderId },
        headers: { 'idempotency-key': 'shipped-0123456789' },
        body: { carrier: 'Post', trackingNumber: 'T1' },
      },
      { roles: ['admin'] },
    );
  const rebuild = async (meanwhile: () => Promise<unknown> = async () => undefined) => {
    let before: (() => Promise<unknown>) | undefined = meanwhile;
    const between: Table = {
      ...table,
      transact: async (writes) => {
        const run = before;
        before = undefined;
        await run?.();
        await table.transact(writes);
      },
    };
    const seen: Rebuilt[] = [];
    const rebuilt = await rebuildViews({
      table: between,
      store: createOrderStore(between),
      scan: async function* () {
        yield table.all();
      },
      progress: (soFar) => seen.push(soFar),
    });
    expect(seen).toEqual([rebuilt]);
    return rebuilt;
  };
  const of = { customer: at(customerView(customerId)), open: at(listView('open')) };
  return { table, orderId, at, of, entries, ship, rebuild };
};

const nothing = { orders: 1, written: 0, removed: 0, unreadable: [] };

it('what is as it should be stays', async () => {
  const { entries, rebuild } = await setUp();
  const before = entries();
  expect(before).toHaveLength(2);
  expect(await rebuild()).toEqual(nothing);
  expect(entries()).toEqual(before);
});

it.each(['customer', 'open'] as const)(
  'an entry of %s that is missing is written',
  async (list) => {
    const { table, of, orderId, rebuild } = await setUp();
    await table.transact([{ remove: of[list] }]);
    expect(await rebuild()).toEqual({ ...nothing, written: 1 });
    expect(await table.get(of[list])).toEqual({ ...of[list], orderId });
  },
);

it('an entry that names another order is written anew, by the second run where the first met it before', async () => {
  const { table, of, orderId, rebuild } = await setUp();
  await table.transact([{ put: { ...of.open, orderId: 'ord_wrong' } }]);
  expect(await rebuild()).toEqual({ ...nothing, written: 1, removed: 1 });
  await rebuild();
  expect(await table.get(of.open)).toEqual({ ...of.open, orderId });
});

it('entries of a list that the order is not in, and of orders that there are not, go', async () => {
  const { table, at, orderId, entries, rebuild } = await setUp();
  const before = entries();
  const gone = { pk: listView('open'), sk: '2026-01-01T00:00:00.000Z#ord_gone' };
  await table.transact([
    { put: { ...at(listView('returned')), orderId } },
    { put: { ...gone, orderId: 'ord_gone' } },
  ]);
  expect(await rebuild()).toEqual({ ...nothing, removed: 2 });
  expect(entries()).toEqual(before);
});

it('an order that moves on meanwhile is not entered where it was', async () => {
  const { table, of, entries, ship, rebuild } = await setUp();
  await table.transact([{ remove: of.open }]);
  expect(await rebuild(ship)).toEqual(nothing);
  const lists = entries().map(({ pk }) => pk);
  expect(lists.sort()).toEqual([of.customer.pk, listView('shipped')]);
});

it('an entry that has become right meanwhile stays', async () => {
  const { table, at, of, orderId, entries, ship, rebuild } = await setUp();
  await table.transact([{ put: { ...at(listView('shipped')), orderId } }]);
  expect(await rebuild(ship)).toEqual(nothing);
  const lists = entries().map(({ pk }) => pk);
  expect(lists.sort()).toEqual([of.customer.pk, listView('shipped')]);
});

it('an order that cannot be read is named once, and keeps its entries', async () => {
  const { table, of, rebuild } = await setUp();
  const spoilt = { pk: 'ORDER#ord_spoilt', sk: 'COMMIT#0000000001', events: 'none' };
  const entry = { ...of.open, sk: '2026-01-01T00:00:00.000Z#ord_spoilt', orderId: 'ord_spoilt' };
  await table.transact([{ put: spoilt }, { put: entry }, { remove: of.open }]);
  const unreadable = ['ord_spoilt'];
  expect(await rebuild()).toEqual({ orders: 2, written: 1, removed: 0, unreadable });
  expect(await table.get(entry)).toEqual(entry);
});

it('what is wrong with no order ends it', async () => {
  const { table } = await setUp();
  const load = () => Promise.reject(new Error('the table does not answer'));
  const parts = { table, store: { ...createOrderStore(table), load } };
  const scan = async function* () {
    yield table.all();
  };
  await expect(rebuildViews({ ...parts, scan })).rejects.toThrow('the table does not answer');
});

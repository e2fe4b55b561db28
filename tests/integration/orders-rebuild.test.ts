// Lists that are made again from the events are what they were, byte for byte, also while orders go on.

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createListing } from '../../containers/orders/lists/listing.ts';
import { type Rebuilt, rebuildViews } from '../../containers/orders/lists/rebuild.ts';
import { createOrderStore } from '../../containers/orders/store.ts';
import { createScan, type Scan } from '../../platform/data/dynamodb/scan.ts';
import type { Item, Table } from '../../platform/data/table.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { startOrders, type TestOrders } from '../support/order-service.ts';
import { customerId, shippingAddress } from '../support/orders.ts';

const name = 'rebuild';
let database: TestDatabase;
let service: TestOrders;
let table: Table;
let scan: Scan;

/** Every entry with its attributes in one order: the database answers them in any. */
const entries = async (): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const items of scan()) found.push(...items.filter(({ pk }) => pk.startsWith('VIEW#')));
  return found
    .map((item) => Object.fromEntries(Object.entries(item).sort()) as Item)
    .sort((a, b) => (a.pk + a.sk < b.pk + b.sk ? -1 : 1));
};

const views = async (): Promise<string> => JSON.stringify(await entries());

const rebuild = (progress?: (soFar: Rebuilt) => void) =>
  rebuildViews({ table, store: createOrderStore(table), scan, progress });

const act = (id: string, orderId: string, request: object = {}) =>
  service.call(
    `orders.${id}`,
    {
      params: { id: orderId },
      headers: { 'idempotency-key': `${id}-0123456789abcdef-${orderId.slice(-8)}` },
      ...request,
    },
    { roles: ['customer', 'admin'] },
  );

const place = async (index: number): Promise<string> => {
  service.clock.advance(60_000);
  const answer = await service.place(
    {
      lines: [{ sku: 'MUG', quantity: 2 }],
      shippingAddress,
      paymentMethod: { token: 'tok_approved' },
    },
    { 'idempotency-key': `order-0123456789-${index}` },
  );
  return (answer.json as { id: string }).id;
};

beforeAll(async () => {
  database = await startDatabase();
  table = await database.table(name);
  scan = createScan(database.client, name, 20);
  service = await startOrders(table);
  const shipment = { body: { carrier: 'Post', trackingNumber: 'T1' } };
  for (let index = 0; index < 12; index += 1) {
    const id = await place(index);
    if (index % 6 > 0) await service.settle(id);
    if (index % 6 === 2) await act('cancel', id);
    if (index % 6 > 3) await act('ship', id, shipment);
    if (index % 6 > 4) await act('deliver', id);
  }
});
afterAll(() => database.stop());

it('nothing is written where nothing is wrong', async () => {
  const before = await views();
  expect(await rebuild()).toEqual({ orders: 12, written: 0, removed: 0, unreadable: [] });
  expect(await views()).toBe(before);
});

it('what is missing, wrong or too much is put right', async () => {
  const before = await views();
  const known = await entries();
  for (const [index, { pk, sk }] of known.entries()) {
    if (index % 3 === 0) await table.transact([{ remove: { pk, sk } }]);
    if (index % 3 === 1) await table.transact([{ put: { pk, sk, orderId: 'ord_wrong' } }]);
  }
  const [{ sk, orderId }] = known as [Item];
  const stray = { pk: 'VIEW#STATUS#returned', sk, orderId };
  const orphan = { ...stray, sk: '2026-01-01T00:00:00.000Z#ord_gone', orderId: 'ord_gone' };
  await table.transact([{ put: stray }, { put: orphan }]);
  const seen: Rebuilt[] = [];
  const rebuilt = await rebuild((soFar) => seen.push(soFar));
  expect(rebuilt.orders).toBe(12);
  expect(seen.at(-1)).toEqual(rebuilt);
  // A second run puts right what the first met before its order.
  await rebuild();
  expect(await views()).toBe(before);
});

it('orders that are placed and move meanwhile are listed once, where they are', async () => {
  const moving = await place(100);
  const placing: Promise<string>[] = [];
  await rebuild(() => placing.push(place(200 + placing.length)));
  await Promise.all(placing);
  await service.settle(moving);
  await rebuild();
  const parts = { table, orders: createOrderStore(table) };
  const list = createListing(parts);
  const { orders } = await list({ customerId, limit: 100 });
  expect(new Set(orders.map(({ state }) => state.order.orderId)).size).toBe(orders.length);
  const confirmed = await list({ status: 'confirmed', limit: 100 });
  expect(confirmed.orders.map(({ state }) => state.order.orderId)).toContain(moving);
});

it('what somebody else has written keeps no order out of its lists', async () => {
  const known = await entries();
  const before = await views();
  // A number that JavaScript has not, and an order whose first commit says nothing that is known.
  const put = (pk: string, sk: string, count: string) =>
    database.client.send(
      new PutItemCommand({
        TableName: name,
        Item: { pk: { S: pk }, sk: { S: sk }, orderId: { S: 'ord_spoilt' }, count: { N: count } },
      }),
    );
  await put('ORDER#ord_spoilt', 'COMMIT#0000000001', '1');
  await put('VIEW#STATUS#open', '2026-01-01T00:00:00.000Z#ord_spoilt', '1');
  await put('ELSEWHERE', 'ITEM', '123456789012345678901234567890');
  for (const { pk, sk } of known) await table.transact([{ remove: { pk, sk } }]);
  const { written, unreadable } = await rebuild();
  expect([written, unreadable]).toEqual([known.length, ['ord_spoilt']]);
  await table.transact([
    { remove: { pk: 'VIEW#STATUS#open', sk: '2026-01-01T00:00:00.000Z#ord_spoilt' } },
  ]);
  expect(await views()).toBe(before);
});

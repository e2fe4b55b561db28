// The ledger over a real table: every movement has its number, and together they are the stock.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listMovements } from '../../events/http/products/inventory.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { call, identity, services } from '../support/http.ts';
import { orderId, shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

interface Line {
  readonly number: number;
  readonly kind: string;
  readonly onHand: number;
  readonly reserved: number;
}

const newShop = async (name: string) => {
  const made = shop(await database.table(name), { newId });
  await made.request('create', { body: single('BOOK', 40) });
  const line = [{ sku: 'BOOK', quantity: 1 }];
  const reserve = (number: number) =>
    made.deliver('reserve-stock', {
      orderId: orderId(number),
      lines: line,
      expiresAt: '2026-01-01T01:00:00.000Z',
    });
  const page = (query: string) =>
    made.request('list-movements', { params: { sku: 'BOOK' }, query });
  const walk = async (limit: number): Promise<Line[]> => {
    const lines: Line[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await page(`limit=${limit}${cursor && `&cursor=${cursor}`}`);
      lines.push(...body.items);
      cursor = body.nextCursor;
    }
    return lines;
  };
  return { ...made, line, reserve, page, walk };
};

test('the story of a SKU is told newest first', async () => {
  const { deliver, reserve, line, page, request } = await newShop('story');
  await reserve(1);
  await reserve(2);
  await deliver('release-stock', { orderId: orderId(2) });
  await deliver('commit-stock', { orderId: orderId(1), shipmentId: 'shp_1', lines: line });
  await deliver('restock', { orderId: orderId(1), returnId: 'ret_1', lines: line });
  await request('adjust-stock', {
    params: { sku: 'BOOK' },
    body: { delta: -2, reason: 'water | damage' },
    headers: { 'idempotency-key': 'damage-000000001' },
  });
  const at = '2026-01-01T00:00:00.000Z';
  const [first, second] = [orderId(1), orderId(2)];
  expect((await page('')).body).toEqual({
    items: [
      { number: 7, kind: 'adjustment', onHand: -2, reserved: 0, reason: 'water | damage', at },
      { number: 6, kind: 'restock', onHand: 1, reserved: 0, orderId: first, reason: 'ret_1', at },
      { number: 5, kind: 'sale', onHand: -1, reserved: -1, orderId: first, reason: 'shp_1', at },
      {
        number: 4,
        kind: 'release',
        onHand: 0,
        reserved: -1,
        orderId: second,
        reason: 'released',
        at,
      },
      { number: 3, kind: 'reservation', onHand: 0, reserved: 1, orderId: second, at },
      { number: 2, kind: 'reservation', onHand: 0, reserved: 1, orderId: first, at },
      { number: 1, kind: 'adjustment', onHand: 40, reserved: 0, reason: 'first stock', at },
    ],
    nextCursor: null,
  });
});

test('lines put aside in pages stay in the ledger, in order and without gaps', async () => {
  const { reserve, walk } = await newShop('pages');
  for (let number = 1; number <= 30; number += 1) await reserve(number);
  for (const limit of [1, 4, 6, 7, 100]) {
    const numbers = (await walk(limit)).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 31 }, (_, index) => 31 - index));
  }
});

test('movements at once all have their line, and the lines add up to the stock', async () => {
  const { reserve, walk, stock } = await newShop('parallel');
  const orders = Array.from({ length: 60 }, (_, index) => index + 1);
  await Promise.all(orders.map(reserve));
  const lines = await walk(100);
  expect(lines.map(({ number }) => number)).toEqual(
    Array.from({ length: 41 }, (_, index) => 41 - index),
  );
  const sum = (member: 'onHand' | 'reserved') => lines.reduce((all, line) => all + line[member], 0);
  expect(await stock('BOOK')).toEqual({
    sku: 'BOOK',
    onHand: sum('onHand'),
    reserved: sum('reserved'),
    available: 0,
  });
});

test('a ledger is for those who may read stock, and only of SKUs there are', async () => {
  const { page, request } = await newShop('refusals');
  expect(outcomeOf(await request('list-movements', { params: { sku: 'NOTHING' } }))).toBe(
    '404 not-found',
  );
  expect((await page('cursor=x.y')).body.code).toBe('invalid-cursor');
});

test('a cursor is good for the one it was given to', async () => {
  const { endpoints, reserve, page } = await newShop('cursors');
  await reserve(1);
  const { nextCursor } = (await page('limit=1')).body;
  const query = `limit=1&cursor=${nextCursor}`;
  const list = endpoints.find(({ contract }) => contract === listMovements) as Endpoint;
  const colleague = identity({ subject: 'usr_colleague', roles: ['admin'] });
  const asked = { params: { sku: 'BOOK' }, query, headers: { authorization: 'Bearer token' } };
  const other = await call(list, asked, services({ verify: async () => colleague }));
  expect([outcomeOf(other), (await page(query)).status]).toEqual(['400 invalid-cursor', 200]);
});

// The last unit, and everybody wants it: two tasks, a real table, one buyer served.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { orderId, type Shop, shop, single } from '../support/products.ts';

let database: TestDatabase;
let tasks: readonly [Shop, Shop];

beforeAll(async () => {
  database = await startDatabase();
  const table = await database.table('last-unit');
  tasks = [shop(table, { newId }), shop(table, { newId })];
});
afterAll(() => database.stop());

const buyers = 500;
const rounds = process.env.EVERY_CASE ? 20 : 5;

/** Everybody at once, half of them at each task. */
const buy = (sku: string, first: number, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      tasks[index % 2 === 0 ? 0 : 1].deliver(
        'reserve-stock',
        {
          orderId: orderId(first + index),
          lines: [{ sku, quantity: 1 }],
          expiresAt: '2026-01-01T01:00:00.000Z',
        },
        `msg_${sku}_${index}`,
      ),
    ),
  );

const tally = (messages: readonly { readonly type: string; readonly data: unknown }[]) => ({
  reserved: messages.filter(({ type }) => type === 'products.stock-reserved.v1').length,
  outOfStock: messages.filter(({ data }) => (data as { reason?: string }).reason === 'out_of_stock')
    .length,
});

test(`${buyers} buyers of one unit: one gets it, each of ${rounds} times`, {
  timeout: 300_000,
}, async () => {
  for (let round = 1; round <= rounds; round += 1) {
    const sku = `LAST-${round}`;
    await tasks[0].request('create', { body: single(sku, 1) });
    await buy(sku, round * 10_000, buyers);
    expect(await tasks[1].stock(sku)).toEqual({ sku, onHand: 1, reserved: 1, available: 0 });
  }
  expect(tally(await tasks[0].said())).toEqual({
    reserved: rounds,
    outOfStock: rounds * (buyers - 1),
  });
});

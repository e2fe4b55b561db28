// The last units, and everybody wants them: two tasks, a real table, as many buyers served as there are units.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCatalogueReader } from '../../containers/products/catalogue/catalogue-reader.ts';
import { createReservationStore } from '../../containers/products/reservations/store.ts';
import { createHeldStock } from '../../containers/products/stock/held-stock.ts';
import { createStockLedger } from '../../containers/products/stock/ledger.ts';
import { createStockReconciliation } from '../../containers/products/stock/reconciliation.ts';
import { createStockStore } from '../../containers/products/stock/stock-store.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import type { Table } from '../../platform/data/table.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { orderId, type Shop, shop, single } from '../support/products.ts';

let database: TestDatabase;
type Tasks = readonly [Shop, Shop];

let tasks: Tasks;
let sharded: Tasks;
let shardedTable: Table;

beforeAll(async () => {
  database = await startDatabase();
  const two = (table: Table): Tasks => [shop(table, { newId }), shop(table, { newId })];
  tasks = two(await database.table('last-unit'));
  shardedTable = await database.table('last-units');
  sharded = two(shardedTable);
});
afterAll(() => database.stop());

const buyers = 500;
const rounds = process.env.EVERY_CASE ? 20 : 3;

/** Everybody at once, half of them at each task. */
const buy = (at: Tasks, sku: string, { first, count }: { first: number; count: number }) =>
  Promise.all(
    Array.from({ length: count }, (_, index) =>
      at[index % 2 === 0 ? 0 : 1].deliver(
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
    await buy(tasks, sku, { first: round * 10_000, count: buyers });
    expect(await tasks[1].stock(sku)).toEqual({ sku, onHand: 1, reserved: 1, available: 0 });
  }
  expect(tally(await tasks[0].said())).toEqual({
    reserved: rounds,
    outOfStock: rounds * (buyers - 1),
  });
});

test('100 buyers of 60 units in 32 shards, of which there are more and fewer meanwhile: 60 get one', {
  timeout: 120_000,
}, async () => {
  const sku = 'SHARDED';
  const [one, other] = sharded;
  const spread = (shards: number) =>
    other.request('spread-stock', { params: { sku }, body: { shards } });
  await one.request('create', { body: single(sku, 60) });
  await spread(32);
  const changing = async () => {
    for (const shards of [48, 5, 32]) await spread(shards);
  };
  await Promise.all([buy(sharded, sku, { first: 1, count: 100 }), changing()]);
  const sold = { sku, onHand: 60, reserved: 60, available: 0, shards: 32 };
  expect(await one.stock(sku)).toEqual(sold);
  expect(tally(await one.said())).toEqual({ reserved: 60, outOfStock: 40 });
  const reconcile = createStockReconciliation({
    holding: createHeldStock(createDeadlines(shardedTable), createReservationStore(shardedTable)),
    catalogue: createCatalogueReader(shardedTable, one.readable),
    stock: createStockStore(shardedTable, one.readable),
    ledger: createStockLedger(shardedTable),
  });
  expect((await reconcile(one.clock.now(), { rounds: 1 })).differences).toEqual([]);
});

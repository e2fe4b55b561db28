// The proof that stock, reservations and ledger agree finds what does not.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCatalogueReader } from '../../containers/products/catalogue/catalogue-reader.ts';
import { createReservationStore } from '../../containers/products/reservations/store.ts';
import { createHeldStock } from '../../containers/products/stock/held-stock.ts';
import { createStockLedger } from '../../containers/products/stock/ledger.ts';
import { createStockReconciliation } from '../../containers/products/stock/reconciliation.ts';
import { stockKey } from '../../containers/products/stock/stock-items.ts';
import { createStockStore } from '../../containers/products/stock/stock-store.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { orderId, shop, single } from '../support/products.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const newShop = async (name: string) => {
  const table = await database.table(name);
  const made = shop(table, { newId });
  const { clock, readable } = made;
  const reconcile = createStockReconciliation({
    holding: createHeldStock(createDeadlines(table), createReservationStore(table)),
    catalogue: createCatalogueReader(table, readable),
    stock: createStockStore(table, readable),
    ledger: createStockLedger(table),
  });
  await made.request('create', { body: single('A', 20) });
  await made.request('create', { body: single('B', 20) });
  for (let number = 1; number <= 9; number += 1) {
    await made.deliver('reserve-stock', {
      orderId: orderId(number),
      lines: [
        { sku: 'A', quantity: 1 },
        { sku: 'B', quantity: 2 },
      ],
      expiresAt: '2026-01-01T01:00:00.000Z',
    });
  }
  await made.deliver('release-stock', { orderId: orderId(1) });
  await made.deliver('commit-stock', {
    orderId: orderId(2),
    shipmentId: 'shp_1',
    lines: [{ sku: 'A', quantity: 1 }],
  });
  const run = () => reconcile(clock.now(), { rounds: 2, pauseMs: 1 });
  return { ...made, table, run };
};

test('after orders, releases and shipments everything agrees', async () => {
  const { run } = await newShop('sound');
  expect(await run()).toEqual({ skus: 2, activeReservations: 8, overdue: [], differences: [] });
});

test('stock that was changed past the service is found', async () => {
  const { table, run } = await newShop('tampered');
  await table.transact([
    {
      update: stockKey({ sku: 'A' }),
      change: { expression: 'ADD reserved :one', values: { ':one': 1 } },
    },
  ]);
  expect((await run()).differences).toEqual([
    { sku: 'A', what: 'reserved by active reservations', is: 8, shouldBe: 7 },
    { sku: 'A', what: 'reserved by the ledger', is: 8, shouldBe: 7 },
    { sku: 'A', what: 'available', is: 12, shouldBe: 11 },
  ]);
});

test('a reservation that outlived its time is named', async () => {
  const { run, clock } = await newShop('overdue');
  clock.advance(3_600_000 + 60_000);
  expect((await run()).overdue).toHaveLength(8);
});

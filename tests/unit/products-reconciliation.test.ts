// Each claim that proves stock, broken by itself, is found by its name.
import { describe, expect, it } from 'vitest';
import { createCatalogueReader } from '../../containers/products/catalogue/catalogue-reader.ts';
import { differencesOf, type Evidence } from '../../containers/products/domain/reconciliation.ts';
import { createReservationStore } from '../../containers/products/reservations/store.ts';
import { createHeldStock } from '../../containers/products/stock/held-stock.ts';
import { createStockLedger } from '../../containers/products/stock/ledger.ts';
import { createStockReconciliation } from '../../containers/products/stock/reconciliation.ts';
import { createStockStore } from '../../containers/products/stock/stock-store.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { orderId, shop, single } from '../support/products.ts';

const line = (number: number, onHand: number, reserved: number) => ({ number, onHand, reserved });
const sound: Evidence = {
  stock: { sku: 'MUG', onHand: 7, reserved: 2, available: 5 },
  held: 2,
  ledger: [line(1, 10, 0), line(2, 0, 5), line(3, -3, -3)],
};

it('what agrees has no difference', () => {
  expect(differencesOf(sound)).toEqual([]);
});

it.each<readonly [string, Partial<Evidence>, number, number]>([
  ['reserved by active reservations', { held: 3 }, 2, 3],
  ['reserved by the ledger', { ledger: [line(1, 10, 0), line(2, 0, 5), line(3, -3, -2)] }, 2, 3],
  ['on hand by the ledger', { ledger: [line(1, 9, 0), line(2, 0, 5), line(3, -3, -3)] }, 7, 6],
  ['available', { stock: { ...sound.stock, available: 6 } }, 6, 5],
  [
    'lines of the ledger without gaps',
    { ledger: [line(1, 10, 0), line(2, 0, 5), line(4, -3, -3)] },
    3,
    4,
  ],
])('%s', (what, change, is, shouldBe) => {
  expect(differencesOf({ ...sound, ...change })).toEqual([{ sku: 'MUG', what, is, shouldBe }]);
});

it('what is below nothing is a difference, though it adds up', () => {
  const stock = { sku: 'MUG', shard: 3, onHand: -1, reserved: -1, available: 0 };
  const below = { stock, held: -1, ledger: [line(1, -1, -1)] };
  expect(differencesOf(below)).toEqual([
    { sku: 'MUG', shard: 3, what: 'reserved, at least nothing', is: -1, shouldBe: 0 },
  ]);
  const sold = { sku: 'MUG', onHand: -1, reserved: 0, available: -1 };
  expect(differencesOf({ stock: sold, held: 0, ledger: [line(1, -1, 0)] })).toEqual([
    { sku: 'MUG', what: 'available, at least nothing', is: -1, shouldBe: 0 },
  ]);
});

it('a place without a ledger has none of its lines', () => {
  const stock = { sku: 'MUG', onHand: 0, reserved: 0, available: 0 };
  expect(differencesOf({ stock, held: 0, ledger: [] })).toEqual([]);
});

describe('a whole shop', () => {
  /** Each SKU is held by an order of its own; those that are `differing` are so at so many looks. */
  const setUp = async (skus: readonly string[], differing: ReadonlyMap<string, number>) => {
    const table = createMemoryTable();
    const { clock, readable, request, deliver } = shop(table);
    for (const sku of skus) await request('create', { body: single(sku, 5) });
    const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
    for (const [index, sku] of skus.entries()) {
      const lines = [{ sku, quantity: 1 }];
      await deliver('reserve-stock', { orderId: orderId(index + 1), lines, expiresAt });
    }
    const holding = createHeldStock(createDeadlines(table), createReservationStore(table));
    const stock = createStockStore(table, readable);
    const looks: (readonly string[])[] = [];
    let rounds = 0;
    const reconcile = createStockReconciliation({
      holding: {
        ...holding,
        now: async () => {
          rounds += 1;
          const { count, held } = await holding.now();
          const isWrong = (sku: string) => (differing.get(sku) ?? 0) >= rounds;
          const wrong = [...held].filter(([place]) => !isWrong(place.replace('#0', '')));
          return { count, held: new Map(wrong) };
        },
      },
      catalogue: createCatalogueReader(table, readable),
      stock: {
        read: (asked, options) => {
          looks.push(asked.toSorted());
          return stock.read(asked, options);
        },
      },
      ledger: createStockLedger(table),
    });
    return { reconcile, looks, now: clock.now(), expiresAt: clock.now() + 3_600_000 };
  };

  it.each([
    ['once', undefined, 0, 1, 0],
    ['once where once is asked for', 1, 1, 1, 1],
    ['again where it differs', 2, 1, 2, 0],
    ['five times', undefined, 4, 5, 0],
    ['no more than five times', undefined, 9, 5, 1],
  ])('is looked at %s', async (_, rounds, differing, times, differences) => {
    const { reconcile, looks, now } = await setUp(['A', 'B'], new Map([['A', differing]]));
    const report = await reconcile(now, { rounds, pauseMs: 0 });
    expect(report.differences.map(({ sku }) => sku)).toEqual(Array(differences).fill('A'));
    expect(report).toMatchObject({ skus: 2, activeReservations: 2 });
    // What was as it should be is not looked at again.
    expect(looks).toEqual([['A', 'B'], ...Array(times - 1).fill(['A'])]);
  });

  it('is looked at to its last SKU', async () => {
    const skus = Array.from({ length: 51 }, (_, number) => `SKU-${number + 10}`);
    const all = new Map(skus.map((sku) => [sku, 1]));
    const { reconcile, looks, now } = await setUp(skus, all);
    const { differences } = await reconcile(now, { rounds: 1 });
    expect(differences.map(({ sku }) => sku).sort()).toEqual(skus);
    expect(looks.map(({ length }) => length)).toEqual([50, 1]);
  });

  it.each([
    [59_999, []],
    [60_000, [orderId(1)]],
  ])('has a minute to free what was held too long: after %i ms', async (late, overdue) => {
    const { reconcile, expiresAt } = await setUp(['A'], new Map());
    expect((await reconcile(expiresAt + late)).overdue).toEqual(overdue);
  });
});

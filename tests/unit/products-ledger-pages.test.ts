// The ledger of a place, read in steps of any size: each movement once, the newest first.
import { expect, it } from 'vitest';
import { createStockLedger } from '../../containers/products/stock/ledger.ts';
import { toLine } from '../../containers/products/stock/ledger-line.ts';
import { stockKey } from '../../containers/products/stock/stock-items.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const place = { sku: 'MUG' };
const at = '2026-01-01T00:00:00.000Z';

const ledgerOf = async (count: number) => {
  const table = createMemoryTable();
  const ledger = createStockLedger(table);
  await table.transact([{ put: { ...stockKey(place), recent: [], paged: 0 } }]);
  for (let number = 1; number <= count; number += 1) {
    const line = toLine(
      { kind: 'adjustment', ...place, onHand: number, reserved: 0, reason: 'counted' },
      at,
    );
    await table.transact([
      {
        update: stockKey(place),
        change: {
          expression: 'SET recent = list_append(recent, :lines)',
          values: { ':lines': [line] },
        },
      },
    ]);
    await ledger.moved([place]);
  }
  return { table, ledger };
};

it('keeps six lines at most beside the stock, and the others in pages of six', async () => {
  const { table } = await ledgerOf(32);
  const [stock, ...pages] = table.all();
  expect([stock?.paged, stock?.recent]).toEqual([30, expect.objectContaining({ length: 2 })]);
  expect(pages.map(({ sk, first, lines }) => [sk, first, (lines as string[]).length])).toEqual(
    [1, 7, 13, 19, 25].map((first) => [`LEDGER#${String(first).padStart(10, '0')}`, first, 6]),
  );
});

it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
  'comes in steps of %i without gap or repetition',
  async (limit) => {
    const { ledger } = await ledgerOf(32);
    const seen: (readonly [number, number])[] = [];
    for (let before: number | undefined; ; ) {
      const step = (await ledger.movements(place, limit, before)) ?? [];
      expect(step).toHaveLength(Math.min(limit, 32 - seen.length));
      seen.push(...step.map(({ number, onHand }) => [number, onHand] as const));
      if (seen.length === 32) break;
      before = step.at(-1)?.number;
    }
    expect(seen).toEqual(Array.from({ length: 32 }, (_, index) => [32 - index, 32 - index]));
    expect(await ledger.movements(place, limit, 1)).toEqual([]);
  },
);

it('of a place that is none is none', async () => {
  const { ledger } = await ledgerOf(0);
  expect(await ledger.movements({ sku: 'CUP' }, 10)).toBeUndefined();
});

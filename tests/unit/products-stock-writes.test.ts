// Each write of a SKU's stock and of its shards on what it may stand on, and what it is refused with where that is otherwise.
import { describe, expect, it } from 'vitest';
import type { Movement } from '../../containers/products/domain/stock.ts';
import { applyMovement, sumOfStock } from '../../containers/products/domain/stock.ts';
import {
  closedWrites,
  droppedWrites,
  openedWrites,
  type SkuSpread,
  statusWrites,
} from '../../containers/products/stock/shard-items.ts';
import {
  movementWrite,
  newStockWrite,
  stockKey,
} from '../../containers/products/stock/stock-items.ts';
import type { Item, Write } from '../../platform/data/table.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { faultOf } from '../support/refusals.ts';

const sku = 'MUG';
const at = '2026-01-01T00:00:00.000Z';
const item = (changes: object = {}, shard?: number): Item => ({
  ...stockKey(shard === undefined ? { sku } : { sku, shard }),
  sku,
  status: 'active',
  onHand: 5,
  reserved: 2,
  available: 3,
  recent: [],
  paged: 0,
  ...changes,
});
const spread = (shards: number, shardsHeld = shards): SkuSpread => ({
  sku,
  status: 'active',
  shards,
  shardsHeld,
  shardsEver: shardsHeld,
});
const one = item();
const two = item({ shards: 2, shardsHeld: 2 });
const empty = { closed: true, onHand: 0, reserved: 0, available: 0 };

const move = (changes: Partial<Movement>, condition?: { expression: string }) => [
  movementWrite(
    { kind: 'adjustment', sku, onHand: 0, reserved: 0, ...changes } as Movement,
    at,
    condition,
  ),
];

const offer = {
  sku,
  productId: 'prd_1',
  name: 'Mug',
  price: { amount: 1, currency: 'EUR' },
  status: 'active',
} as unknown as Parameters<typeof newStockWrite>[0];

type Case = readonly [what: string, before: readonly Item[], writes: readonly Write[]];

const outcome = async ([, before, writes]: Case) => {
  const table = createMemoryTable();
  for (const put of before) await table.transact([{ put }]);
  return faultOf(() => table.transact(writes));
};

describe('goes through:', () => {
  it.each<Case>([
    ['shards of a SKU that has none', [one], openedWrites(spread(1), 3)],
    ['more shards', [two], openedWrites(spread(2), 3)],
    ['one shard fewer', [two, item({}, 1)], closedWrites(spread(2))],
    [
      'an end of a closed shard that is empty',
      [item({ shards: 1, shardsHeld: 2 }), item(empty, 1)],
      droppedWrites(spread(1, 2)),
    ],
    ['a status of the offer in a shard', [two, item({}, 1)], statusWrites(spread(2), 1)],
    ['the last units', [one], move({ onHand: -3 })],
    ['the last of what is held', [one], move({ onHand: -2, reserved: -2 })],
    ['a reservation of what is there', [one], move({ kind: 'reservation', reserved: 3 })],
    ['goods into an open shard', [item({}, 1)], move({ shard: 1, onHand: 1 })],
    ['what was held back into a closed shard', [item(empty, 1)], move({ shard: 1, onHand: 0 })],
    ['a new SKU', [], [newStockWrite(offer, 1, at)]],
  ])('%s', async (...given) => {
    expect(await outcome(given)).toBeUndefined();
  });
});

describe('is refused since the stock has changed:', () => {
  it.each<Case>([
    [
      'shards of a SKU that was discontinued',
      [item({ status: 'off' })],
      openedWrites(spread(1), 3),
    ],
    ['shards of a SKU that was put into others', [two], openedWrites(spread(1), 3)],
    [
      'more shards than others have made',
      [item({ shards: 3, shardsHeld: 3 })],
      openedWrites(spread(2), 3),
    ],
    [
      'one shard fewer of others',
      [item({ shards: 3, shardsHeld: 3 }), item({}, 1)],
      closedWrites(spread(2)),
    ],
    [
      'an end of a shard that is open again',
      [item({ shards: 1, shardsHeld: 2 }), item({ ...empty, closed: undefined }, 1)],
      droppedWrites(spread(1, 2)),
    ],
    [
      'an end of a shard that has goods',
      [item({ shards: 1, shardsHeld: 2 }), item({ ...empty, onHand: 1 }, 1)],
      droppedWrites(spread(1, 2)),
    ],
    [
      'an end of a shard of which something is held',
      [item({ shards: 1, shardsHeld: 2 }), item({ ...empty, reserved: 1 }, 1)],
      droppedWrites(spread(1, 2)),
    ],
    [
      'a status that is another meanwhile',
      [item({ status: 'off' }), item({}, 1)],
      statusWrites(spread(2), 1),
    ],
    ['more than there is', [one], move({ onHand: -4 })],
    ['more than is held', [one], move({ reserved: -3 })],
    [
      'a reservation of what is no longer sold',
      [item({ status: 'off' })],
      move({ kind: 'reservation', reserved: 1 }),
    ],
    ['a reservation of more than there is', [one], move({ kind: 'reservation', reserved: 4 })],
    ['goods into a closed shard', [item(empty, 1)], move({ shard: 1, onHand: 1 })],
    ['a movement of a SKU that is not there', [], move({ onHand: 1 })],
  ])('%s', async (...given) => {
    expect(await outcome(given)).toBe('StockChanged');
  });
});

it('a SKU that is taken is said to be', async () => {
  expect(await outcome(['', [one], [newStockWrite(offer, 1, at)]])).toBe('already-exists');
});

describe('what is written', () => {
  const written = async (before: readonly Item[], writes: readonly Write[]) => {
    const table = createMemoryTable();
    for (const put of before) await table.transact([{ put }]);
    await table.transact(writes);
    return table.all();
  };
  const held = (shards: number, shardsHeld: number, shardsEver: number) =>
    item({ shards, shardsHeld, shardsEver });
  const none = { onHand: 0, reserved: 0, available: 0 };

  it('of more shards are empty ones, and those that were there as they were', async () => {
    const before = [held(2, 3, 3), item({}, 1), item({ closed: true, shard: 2 }, 2)];
    const spreadOut = { ...spread(2, 3), shardsEver: 3 };
    expect(await written(before, openedWrites(spreadOut, 4))).toEqual([
      held(4, 4, 4),
      item({}, 1),
      item({ shard: 2 }, 2),
      item({ ...none, shard: 3 }, 3),
    ]);
  });

  it('of as few as are held already leaves their number', async () => {
    const before = [held(1, 3, 5), item({ closed: true }, 1), item({ closed: true }, 2)];
    const spreadOut = { ...spread(1, 3), shardsEver: 5 };
    expect((await written(before, openedWrites(spreadOut, 2)))[0]).toEqual(held(2, 3, 5));
  });

  it('of one shard fewer is closed, and still held', async () => {
    expect(await written([held(2, 2, 2), item({}, 1)], closedWrites(spread(2)))).toEqual([
      held(1, 2, 2),
      item({ closed: true }, 1),
    ]);
  });

  it('of a closed one that is empty is held no longer', async () => {
    const before = [held(1, 2, 2), item(empty, 1)];
    expect(await written(before, droppedWrites(spread(1, 2)))).toEqual([
      held(1, 1, 2),
      item(empty, 1),
    ]);
  });

  it('of a status is in the shard', async () => {
    const off: SkuSpread = { ...spread(2), status: 'discontinued' };
    const now = [item({ status: 'discontinued' }), item({}, 1)];
    expect(await written(now, statusWrites(off, 1))).toEqual([
      now[0],
      item({ status: 'discontinued' }, 1),
    ]);
  });

  it('of a shard that is not there is nothing', async () => {
    expect(await outcome(['', [held(2, 2, 2)], closedWrites(spread(2))])).toBe('Error');
    expect(await outcome(['', [two], statusWrites(spread(2), 1)])).toBe('Error');
  });

  it.each([
    [0, []],
    [7, [expect.stringContaining('7')]],
  ])('of a new SKU with %i is its stock and why', async (quantity, recent) => {
    const [made] = await written([], [newStockWrite(offer, quantity, at)]);
    expect(made).toEqual({
      ...stockKey({ sku }),
      ...offer,
      onHand: quantity,
      reserved: 0,
      available: quantity,
      recent,
      paged: 0,
    });
  });

  it('of a movement are its sums and its line', async () => {
    const [moved] = await written([one], move({ onHand: 4, reserved: 1 }));
    expect(moved).toEqual(
      item({ onHand: 9, reserved: 3, available: 6, recent: [expect.any(String)] }),
    );
  });

  it('of nothing taken has no condition but that the stock is there', () => {
    const condition = move({})[0]?.condition?.expression;
    expect(condition).toBe('attribute_exists(pk)');
  });
});

describe('stock', () => {
  it('is moved as the movement says', () => {
    const stock = { sku, onHand: 10, reserved: 4, available: 6 };
    const movement = { kind: 'adjustment', sku, onHand: 3, reserved: 1, reason: 'found' } as const;
    expect(applyMovement(stock, movement)).toEqual({ sku, onHand: 13, reserved: 5, available: 8 });
  });

  it('of shards is their sum', () => {
    const shards = [
      { onHand: 10, reserved: 4, available: 6 },
      { onHand: 2, reserved: 1, available: 1 },
    ];
    expect(sumOfStock(sku, shards)).toEqual({ sku, onHand: 12, reserved: 5, available: 7 });
  });
});

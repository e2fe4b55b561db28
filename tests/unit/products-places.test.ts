// Goods in their places at the limits: which shard gives what, what stock may be, and what a ledger tells.
import { describe, expect, it } from 'vitest';
import { gatheringOf, transfersOf } from '../../containers/products/domain/shards/evening-out.ts';
import {
  ofHeld,
  placed,
  Scattered,
  soldOf,
} from '../../containers/products/domain/shards/placed-lines.ts';
import {
  fullestFirst,
  nameOfPlace,
  placeOf,
  takeFrom,
} from '../../containers/products/domain/shards/places.ts';
import { adjust, applyMovement, emptyStock } from '../../containers/products/domain/stock.ts';
import { createShortages } from '../../containers/products/reservations/shortages.ts';
import { fromLine, isRefilled, toLine } from '../../containers/products/stock/ledger-line.ts';
import { refusalOf } from '../support/refusals.ts';

const at = '2026-01-01T00:00:00.000Z';
const filled = (...available: readonly number[]) =>
  available.map((each, shard) => ({ shard, available: each }));

describe('shards', () => {
  it('are named beside the first, and asked the fullest first, then by their number', () => {
    expect([placeOf('MUG', 0), placeOf('MUG', 1)]).toEqual([
      { sku: 'MUG' },
      { sku: 'MUG', shard: 1 },
    ]);
    expect([placeOf('MUG', 0), placeOf('MUG', 1)].map(nameOfPlace)).toEqual(['MUG#0', 'MUG#1']);
    const order = [...filled(1, 5, 1, 0)].reverse().sort(fullestFirst);
    expect(order.map(({ shard }) => shard)).toEqual([1, 0, 2, 3]);
  });

  it('that owe goods give none', () => {
    expect(takeFrom(filled(-1, 3, 2), 5)).toEqual([
      { shard: 1, quantity: 3 },
      { shard: 2, quantity: 2 },
    ]);
  });

  it('are evened out below half of what each should have, not at half', () => {
    expect(transfersOf(filled(2, 6))).toEqual([]);
    expect(transfersOf(filled(1, 7))).toEqual([{ from: 1, to: 0, quantity: 3 }]);
    expect(transfersOf(filled(9, 0))).toEqual([{ from: 0, to: 1, quantity: 4 }]);
    expect(transfersOf([...filled(3), { shard: 1, available: 0, closed: true }])).toEqual([]);
  });

  it('are paired until nobody has too much', () => {
    expect(transfersOf(filled(9, 0, 0))).toEqual([
      { from: 0, to: 1, quantity: 3 },
      { from: 0, to: 2, quantity: 3 },
    ]);
    expect(transfersOf(filled(0, 4, 5))).toEqual([
      { from: 1, to: 0, quantity: 1 },
      { from: 2, to: 0, quantity: 2 },
    ]);
  });

  it('gather in the fullest open one what it lacks', () => {
    const shards = [...filled(2, 3), { shard: 2, available: 4, closed: true }];
    expect(gatheringOf(shards, 3)).toEqual([]);
    expect(gatheringOf(shards, 4)).toEqual([{ from: 0, to: 1, quantity: 1 }]);
    expect(gatheringOf(shards, 6)).toEqual([{ from: 2, to: 1, quantity: 3 }]);
    expect(gatheringOf([{ shard: 0, available: 1, closed: true }], 1)).toEqual([]);
  });

  it('serve an order from ninety-nine places, not from a hundred', () => {
    const ones = { shards: filled(...Array.from({ length: 64 }, () => 1)) };
    const supplies = new Map([
      ['A', ones],
      ['B', ones],
    ]);
    const lines = (a: number, b: number) => [
      { sku: 'A', quantity: a },
      { sku: 'B', quantity: b },
    ];
    expect(placed(lines(49, 50), supplies)).toHaveLength(99);
    expect(() => placed(lines(50, 50), supplies)).toThrow(new Scattered(lines(50, 50)[0] as never));
    expect(() => placed(lines(49, 51), supplies)).toThrow(new Scattered(lines(49, 51)[1] as never));
    expect(new Scattered({ sku: 'A', quantity: 7 })).toMatchObject({
      name: 'Scattered',
      line: { sku: 'A', quantity: 7 },
      message: '7 of A lie in too many shards',
    });
    expect(placed([{ sku: 'C', quantity: 1 }], supplies)).toEqual([{ sku: 'C', quantity: 1 }]);
  });

  it('give what is held of each in turn', () => {
    const held = [
      { sku: 'A', shard: 3, quantity: 2 },
      { sku: 'B', quantity: 9 },
      { sku: 'A', quantity: 1 },
    ];
    expect(ofHeld(held, { sku: 'A', quantity: 2 })).toEqual([held[0]]);
    expect(ofHeld(held, { sku: 'A', quantity: 3 })).toEqual([held[0], held[2]]);
    expect(ofHeld(held, { sku: 'A', quantity: 1 })).toEqual([{ ...held[0], quantity: 1 }]);
  });

  it('sell beside what is held what is available, one line a place, and owe the rest in the first', () => {
    const held = [{ sku: 'A', quantity: 1 }];
    expect(soldOf({ sku: 'A', quantity: 1 }, held, filled(5))).toEqual([
      { sku: 'A', quantity: 1, held: 1 },
    ]);
    expect(soldOf({ sku: 'A', quantity: 3 }, held, filled(5))).toEqual([
      { sku: 'A', quantity: 3, held: 1 },
    ]);
    expect(soldOf({ sku: 'A', quantity: 3 }, held, filled(1, 2))).toEqual([
      { sku: 'A', quantity: 1, held: 1 },
      { sku: 'A', shard: 1, quantity: 2, held: 0 },
    ]);
    expect(soldOf({ sku: 'A', quantity: 3 }, [])).toEqual([{ sku: 'A', quantity: 3, held: 0 }]);
  });
});

describe('places that were short', () => {
  it('are remembered, ten thousand of them', () => {
    const { supposed, met } = createShortages({ shardsOf: () => 1, read: async () => new Map() });
    const isShort = (number: number) =>
      supposed({ orderId: 'ord_1', lines: [{ sku: `SKU-${number}`, quantity: 1 }] }) === undefined;
    for (let number = 0; number < 10_000; number += 1) met({ sku: `SKU-${number}` });
    expect([isShort(0), isShort(9_999), isShort(10_000)]).toEqual([true, true, false]);
    met({ sku: 'SKU-10000' });
    expect([isShort(0), isShort(9_999), isShort(10_000)]).toEqual([false, false, true]);
  });
});

describe('stock', () => {
  const stock = { sku: 'MUG', onHand: 10, reserved: 4, available: 6 };

  it('is corrected by what is there and not held, and to a million million at most', () => {
    const correct = (delta: number) => refusalOf(() => adjust(stock, delta, 'counted'));
    expect(adjust(stock, -6, 'counted')).toEqual({
      kind: 'adjustment',
      sku: 'MUG',
      onHand: -6,
      reserved: 0,
      reason: 'counted',
    });
    expect(correct(-7)?.code).toBe('insufficient-stock');
    expect(correct(0)?.errors).toEqual([
      { pointer: '/delta', code: 'not-zero', detail: 'must not be 0' },
    ]);
    expect(correct(1_000_000_000_000 - 10)).toBe(undefined);
    expect(correct(1_000_000_000_000 - 9)?.errors).toEqual([
      { pointer: '/delta', code: 'maximum', detail: 'stock is at most 1000000000000' },
    ]);
    expect(emptyStock('CUP')).toEqual({ sku: 'CUP', onHand: 0, reserved: 0, available: 0 });
  });

  it('moves by goods on hand and goods held', () => {
    const sale = { kind: 'sale', sku: 'MUG', onHand: -3, reserved: -2 } as const;
    expect(applyMovement(stock, sale)).toEqual({
      sku: 'MUG',
      onHand: 7,
      reserved: 2,
      available: 5,
    });
  });
});

describe('a ledger', () => {
  const line = (onHand: number, reserved = 0) =>
    toLine({ kind: 'adjustment', sku: 'MUG', onHand, reserved }, at);

  it('keeps what a movement says, signs that part its members included', () => {
    const movement = {
      kind: 'sale',
      onHand: -2,
      reserved: -1,
      orderId: 'ord_1',
      reason: 'a|b',
    } as const;
    expect(fromLine(toLine({ ...movement, sku: 'MUG' }, at), 7)).toEqual({
      ...movement,
      number: 7,
      at,
    });
    expect(fromLine(line(3), 1)).toEqual({
      number: 1,
      kind: 'adjustment',
      onHand: 3,
      reserved: 0,
      at,
    });
  });

  it('tells whether goods have come in since a look, as far as it has the lines', () => {
    const before = { paged: 2, recent: [line(5), line(-1)] };
    const refilled = (paged: number, ...recent: string[]) => isRefilled(before, { paged, recent });
    expect(refilled(2, line(5), line(-1))).toBe(false);
    expect(refilled(2, line(5), line(-1), line(-1))).toBe(false);
    expect(refilled(2, line(5), line(-1), line(1))).toBe(true);
    expect(refilled(2, line(5), line(-1), line(0, -1))).toBe(true);
    expect(refilled(2, line(5), line(-1), line(1, 1))).toBe(false);
    expect(refilled(3, line(-1), line(1))).toBe(true);
    expect(refilled(4, line(-1))).toBe(false);
    expect(refilled(4, line(1))).toBe(true);
    expect(refilled(5, line(-1))).toBe(true);
    expect(isRefilled(undefined, { paged: 0, recent: [] })).toBe(false);
    expect(isRefilled(undefined, { paged: 0, recent: [line(1)] })).toBe(true);
    expect(isRefilled(undefined, { paged: 1, recent: [] })).toBe(true);
  });
});

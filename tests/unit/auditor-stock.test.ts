// What the auditor expects of stock and reservations, over books that are written by hand.
import { describe, expect, it } from 'vitest';
import type { StockView } from '../../functions/auditor/domain/books.ts';
import { reservationOf } from '../../functions/auditor/domain/reservation-fold.ts';
import { stockBreaches } from '../../functions/auditor/domain/stock-rules.ts';
import { booksOf, iso, look, told } from '../support/books.ts';

describe('reservations', () => {
  const events = (...all: Record<string, unknown>[]) =>
    reservationOf(all.map((event, index) => ({ version: index + 1, event: event as never })));
  const lines = (quantity: number, more: object = {}) => [{ sku: 'MUG', quantity, ...more }];
  const reserved = { type: 'stock-reserved', expiresAt: iso(0), lines: lines(3) };

  it('are active until nothing is left of any line, and sold where something was', () => {
    const statusAfter = (...all: Record<string, unknown>[]) => events(reserved, ...all).status;
    expect(statusAfter()).toBe('active');
    expect(statusAfter({ type: 'stock-sold', lines: lines(2) })).toBe('active');
    expect(statusAfter({ type: 'stock-sold', lines: lines(3) })).toBe('sold');
    expect(statusAfter({ type: 'lines-released', lines: lines(3) })).toBe('released');
    const both = [
      { type: 'lines-released', lines: lines(2) },
      { type: 'stock-sold', lines: lines(1) },
    ];
    expect(statusAfter(...both)).toBe('sold');
    expect(statusAfter({ type: 'stock-released', reason: 'expired' })).toBe('expired');
    const back = { type: 'stock-restocked', lines: lines(1) };
    expect(events(reserved, { type: 'stock-sold', lines: lines(3) }, back)).toEqual({
      status: 'sold',
      expiresAt: iso(0),
      lines: [{ sku: 'MUG', shard: 0, quantity: 3, sold: 3, returned: 1, released: 0 }],
    });
    expect(events({ type: 'reservation-refused' }).status).toBe('refused');
  });

  it('are counted by the place that they hold', () => {
    const { lines: held } = events(
      { ...reserved, lines: [...lines(3), ...lines(2, { shard: 1 })] },
      { type: 'stock-sold', lines: lines(1, { shard: 1 }) },
    );
    expect(held.map(({ shard, quantity, sold }) => [shard, quantity, sold])).toEqual([
      [0, 3, 0],
      [1, 2, 1],
    ]);
  });
});

describe('stock', () => {
  const line = (kind: string, onHand: number, reserved = 0) => ({ kind, onHand, reserved });
  const sound: StockView = {
    sku: 'MUG',
    shard: 0,
    onHand: 7,
    reserved: 2,
    available: 5,
    ledger: [
      line('adjustment', 9),
      line('reservation', 0, 5),
      line('sale', -3, -3),
      line('restock', 1),
    ],
  };
  const held = { sku: 'MUG', shard: 0, quantity: 6, sold: 3, returned: 1, released: 1 };
  const faults = (stock: Partial<StockView>, lines = [held], status = 'active') =>
    told(
      stockBreaches(
        booksOf({
          stock: new Map([['MUG', { ...sound, ...stock }]]),
          reservations: new Map([['ord_1', { status, lines }]]),
        }),
        look(),
      ),
    ).map((breach) => breach.replace('I3 MUG: ', ''));

  it('is what its ledger and its reservations explain', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ onHand: 8, available: 6 })).toEqual(['the ledger explains 7 of 8 on hand']);
    expect(faults({ available: 4 })).toEqual(['4 ≠ 7 − 2']);
    expect(faults({}, [{ ...held, released: 0 }])).toEqual([
      '2 reserved, 3 held by active reservations',
    ]);
    expect(faults({}, [held], 'expired')).toEqual(['2 reserved, 0 held by active reservations']);
    expect(faults({}, [{ ...held, returned: 0, quantity: 6 }])).toEqual([
      'the ledger has sold 2, the reservations 3',
    ]);
  });

  it('is nothing at least', () => {
    const none: Partial<StockView> = { onHand: 0, reserved: 0, available: 0, ledger: [] };
    expect(faults(none, [])).toEqual([]);
    const low = 'a number is below zero';
    expect(faults({ ...none, onHand: -1, available: -1, ledger: [line('x', -1)] }, [])).toEqual([
      low,
    ]);
    expect(
      faults({ ...none, onHand: 1, reserved: 2, available: -1, ledger: [line('x', 1, 2)] }, []),
    ).toContain(low);
    expect(
      faults({ ...none, reserved: -1, available: 1, ledger: [line('x', 0, -1)] }, []),
    ).toContain(low);
  });

  it('that moves between shards comes to as much as it went', () => {
    const shard = (number: number, onHand: number): [string, StockView] => [
      `MUG#${number}`,
      {
        ...sound,
        shard: number,
        onHand,
        reserved: 0,
        available: onHand,
        ledger: [line('transfer', onHand)],
      },
    ];
    const sums = (...onHand: number[]) =>
      told(
        stockBreaches(
          booksOf({ stock: new Map(onHand.map((each, index) => shard(index, each))) }),
          look(),
        ),
      ).filter((breach) => breach.includes('transfers'));
    expect(sums(3, -3)).toEqual([]);
    expect(sums(3, -2)).toEqual(['I3 MUG: transfers between its shards add up to 1']);
  });

  it('is held no longer than a round and the grace after its time', () => {
    const overdue = (ms: number, status = 'active') =>
      told(
        stockBreaches(
          booksOf({
            reservations: new Map([['ord_1', { status, expiresAt: iso(ms), lines: [] }]]),
          }),
          look(),
        ),
      );
    expect(overdue(-60_000)).toEqual([]);
    expect(overdue(-60_001)).toEqual([`I4 ord_1: still active, expired at ${iso(-60_001)}`]);
    expect(overdue(-60_001, 'released')).toEqual([]);
  });
});

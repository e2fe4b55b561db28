// Which shards an order is served from, what evens them out, and where goods go back to.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldLines, type ReservationEvent } from '../../containers/products/domain/reservation.ts';
import { reservationDecider } from '../../containers/products/domain/reservation-decider.ts';
import { movementsOf } from '../../containers/products/domain/reservation-effects.ts';
import {
  type FilledShard,
  gatheringOf,
  type Transfer,
  transfersOf,
} from '../../containers/products/domain/shards/evening-out.ts';
import { Scattered } from '../../containers/products/domain/shards/placed-lines.ts';
import { placeOf, takeFrom } from '../../containers/products/domain/shards/places.ts';
import { createShortages } from '../../containers/products/reservations/shortages.ts';
import { StockChanged } from '../../containers/products/stock/stock-items.ts';
import { bucketOf } from '../../platform/data/shards.ts';
import { specificationOf } from '../support/specification.ts';

const filled = (...available: readonly number[]): FilledShard[] =>
  available.map((each, shard) => ({ shard, available: each }));

describe('an order takes', () => {
  test.each([
    ['all from the first that is asked', [5, 9], 5, [{ shard: 0, quantity: 5 }]],
    ['all from the next where the first has too little', [4, 9], 5, [{ shard: 1, quantity: 5 }]],
    [
      'from as few as have it together, the fullest first',
      [1, 3, 0, 2],
      5,
      [
        { shard: 1, quantity: 3 },
        { shard: 3, quantity: 2 },
      ],
    ],
    ['nothing where all together have too little', [1, 1, 1], 4, undefined],
  ])('%s', (_, available, quantity, shares) => {
    expect(takeFrom(filled(...available), quantity)).toEqual(shares);
  });
});

const carriedOut = (shards: readonly FilledShard[], transfers: readonly Transfer[]): number[] =>
  shards.map(({ shard, available }) =>
    transfers.reduce(
      (all, { from, to, quantity }) =>
        all + (to === shard ? quantity : 0) - (from === shard ? quantity : 0),
      available,
    ),
  );

describe('evening out', () => {
  test.each([
    ['fills the one that has run short', filled(0, 8), [4, 4]],
    ['leaves alone what is even enough', filled(3, 5, 4), [3, 5, 4]],
    ['does not send a last unit round', filled(1, 0, 0), [1, 0, 0]],
    [
      'empties what is closed',
      [...filled(0, 0), { shard: 2, available: 1, closed: true }],
      [1, 0, 0],
    ],
    ['has nothing to do with one', filled(7), [7]],
  ])('%s', (_, shards, wanted) => {
    expect(carriedOut(shards, transfersOf(shards))).toEqual(wanted);
  });

  const anyShards = fc
    .array(fc.record({ available: fc.nat(50), closed: fc.boolean() }), {
      minLength: 1,
      maxLength: 64,
    })
    .map((all) => all.map((each, shard) => ({ ...each, shard, closed: shard > 0 && each.closed })));

  test('keeps the sum, takes no shard below nothing, and leaves no closed one with goods', () => {
    fc.assert(
      fc.property(anyShards, (shards) => {
        const transfers = transfersOf(shards);
        const left = carriedOut(shards, transfers);
        const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
        expect(sum(left)).toBe(sum(shards.map(({ available }) => available)));
        expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
        const open = left.filter((_, shard) => !shards[shard]?.closed);
        expect(sum(open)).toBe(sum(left));
        if (transfers.length > 0) expect(Math.max(...open) - Math.min(...open)).toBeLessThan(2);
        expect(transfers.length).toBeLessThan(shards.length);
      }),
    );
  });

  test('gathers what an order wants in the fullest one', () => {
    const shards = filled(1, 2, 3, 1);
    expect(carriedOut(shards, gatheringOf(shards, 6))).toEqual([0, 0, 6, 1]);
    expect(gatheringOf(shards, 3)).toEqual([]);
    expect(gatheringOf(shards, 8)).toEqual([]);
  });
});

const orderId = 'ord_00000000000000000000000000000001';
const expiresAt = '2026-01-01T01:00:00.000Z';
const { given } = specificationOf(reservationDecider);
const taken = [
  { sku: 'A', shard: 3, quantity: 2 },
  { sku: 'A', quantity: 1 },
];
const reserved: ReservationEvent = { type: 'stock-reserved', orderId, lines: taken, expiresAt };

const sell = (quantity: number, shipmentId = 'shp_1') => ({
  type: 'sell' as const,
  orderId,
  shipmentId,
  lines: [{ sku: 'A', quantity }],
});

describe('a reservation', () => {
  test('names the shards that it takes, and tells others the sum', () => {
    const shards = [
      { shard: 3, available: 2 },
      { shard: 0, available: 1 },
    ];
    const outcome = given().when({
      type: 'reserve',
      orderId,
      expiresAt,
      lines: [{ sku: 'A', quantity: 3 }],
      supplies: new Map([['A', { available: 3, sellable: true, shards }]]),
    });
    expect(outcome.events).toEqual([reserved]);
    expect(outcome.says).toEqual([
      {
        type: 'products.stock-reserved.v1',
        data: { orderId, lines: [{ sku: 'A', quantity: 3 }] },
      },
    ]);
    expect(movementsOf(reserved)).toEqual([
      { kind: 'reservation', sku: 'A', shard: 3, onHand: 0, reserved: 2, orderId },
      { kind: 'reservation', sku: 'A', onHand: 0, reserved: 1, orderId },
    ]);
  });

  test('sells what it holds shard by shard, and gives the rest back to where it was taken', () => {
    const first = given(reserved).when(sell(1));
    expect(first.events).toMatchObject([{ lines: [{ sku: 'A', shard: 3, quantity: 1, held: 1 }] }]);
    expect(heldLines(first.state)).toEqual([
      { sku: 'A', shard: 3, quantity: 1 },
      { sku: 'A', quantity: 1 },
    ]);
    const outcome = given(reserved, ...first.events).when({ type: 'release', orderId });
    expect(outcome.events.flatMap(movementsOf)).toMatchObject([
      { kind: 'release', sku: 'A', shard: 3, reserved: -1 },
      { kind: 'release', sku: 'A', reserved: -1 },
    ]);
  });

  test('is sold when all its shards are, and what comes back comes to the first', () => {
    const sold = given(reserved).when(sell(3));
    expect(sold.state).toMatchObject({ status: 'sold' });
    const restock = {
      type: 'restock' as const,
      orderId,
      returnId: 'ret_1',
      lines: [{ sku: 'A', quantity: 3 }],
    };
    const back = given(reserved, ...sold.events).when(restock);
    expect(back.events.flatMap(movementsOf)).toMatchObject([
      { kind: 'restock', sku: 'A', onHand: 3 },
    ]);
    expect(back.events.flatMap(movementsOf)[0]).not.toHaveProperty('shard');
    const again = given(reserved, ...sold.events, ...back.events);
    expect(() => again.when({ ...restock, returnId: 'ret_2' })).toThrow();
  });

  test('takes what left without being held from where it is, one line a shard', () => {
    const supplies = new Map([
      ['A', { available: 9, sellable: true, shards: [{ shard: 3, available: 9 }] }],
    ]);
    expect(given(reserved).when({ ...sell(5), supplies }).events).toMatchObject([
      {
        lines: [
          { sku: 'A', shard: 3, quantity: 4, held: 2 },
          { sku: 'A', quantity: 1, held: 1 },
        ],
      },
    ]);
  });

  test('cancels lines of it where they are held', () => {
    const outcome = given(reserved).when({
      type: 'release',
      orderId,
      lines: [{ sku: 'A', quantity: 3 }],
      cancellationId: 'can_1',
    });
    expect(outcome).toMatchObject({
      events: [{ type: 'lines-released', lines: taken }],
      state: { status: 'released' },
    });
  });

  test('that would need more than a hundred items says what has to be brought together', () => {
    const ones = Array.from({ length: 64 }, (_, shard) => ({ shard, available: 1 }));
    const supply = { available: 64, sellable: true, shards: ones };
    const wanted = {
      type: 'reserve' as const,
      orderId,
      expiresAt,
      lines: [
        { sku: 'A', quantity: 40 },
        { sku: 'B', quantity: 60 },
      ],
      supplies: new Map([
        ['A', supply],
        ['B', supply],
      ]),
    };
    expect(() => given().when(wanted)).toThrow(new Scattered({ sku: 'B', quantity: 60 }));
  });
});

test('a shard that was short is looked at by the next order that wants it, and the others are not', () => {
  const shards = 4;
  const stock = { shardsOf: () => shards, read: async () => new Map() };
  const { supposed, met } = createShortages(stock);
  const wantedFrom = (shard: number) => {
    const ids = Array.from({ length: 100 }, (_, number) => `ord_${number}`);
    const orderId = ids.find((id) => bucketOf(id, shards) === shard) ?? '';
    return { orderId, lines: [{ sku: 'MUG', quantity: 1 }] };
  };
  for (const shard of [2, 0]) {
    expect(supposed(wantedFrom(shard))).toBeDefined();
    met(new StockChanged(placeOf('MUG', shard)).place);
    expect(supposed(wantedFrom(shard))).toBeUndefined();
  }
  expect([1, 3].map((shard) => supposed(wantedFrom(shard)) === undefined)).toEqual([false, false]);
});

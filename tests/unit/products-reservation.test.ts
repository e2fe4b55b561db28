// What the reservation of an order decides, state by state.
import { describe, expect, test } from 'vitest';
import {
  heldLines,
  NotSoldYet,
  noReservation,
  type Reservation,
  type ReservationCommand,
  type ReservationEvent,
  type Supply,
} from '../../containers/products/domain/reservation.ts';
import { reservationDecider } from '../../containers/products/domain/reservation-decider.ts';
import { movementsOf } from '../../containers/products/domain/reservation-effects.ts';
import { refusal } from '../support/refusals.ts';
import { specificationOf } from '../support/specification.ts';

const orderId = 'ord_00000000000000000000000000000001';
const expiresAt = '2026-01-01T01:00:00.000Z';
const two = [{ sku: 'A', quantity: 2 }];

const supplies = (given: Record<string, Partial<Supply>> = { A: {} }) =>
  new Map(
    Object.entries(given).map(([sku, supply]) => [
      sku,
      { available: 10, sellable: true, ...supply },
    ]),
  );

const reserve = (
  lines = two,
  offered: ReadonlyMap<string, Supply> = supplies(),
): ReservationCommand => ({ type: 'reserve', orderId, lines, expiresAt, supplies: offered });
const release: ReservationCommand = { type: 'release', orderId };
const expire = (at: string): ReservationCommand => ({ type: 'expire', orderId, at });
const sell = (quantity: number, shipmentId = 'shp_1'): ReservationCommand => ({
  type: 'sell',
  orderId,
  shipmentId,
  lines: [{ sku: 'A', quantity }],
});
const restock = (quantity: number, returnId = 'ret_1'): ReservationCommand => ({
  type: 'restock',
  orderId,
  returnId,
  lines: [{ sku: 'A', quantity }],
});

const reserved: ReservationEvent = { type: 'stock-reserved', orderId, lines: two, expiresAt };
const refused: ReservationEvent = {
  type: 'reservation-refused',
  orderId,
  reason: 'out_of_stock',
  sku: 'A',
};
const released: ReservationEvent = {
  type: 'stock-released',
  orderId,
  reason: 'released',
  lines: two,
};
const expired: ReservationEvent = { ...released, reason: 'expired' };
const sold = (quantity: number, shipmentId = 'shp_1'): ReservationEvent => ({
  type: 'stock-sold',
  orderId,
  shipmentId,
  lines: [{ sku: 'A', quantity, held: quantity }],
});

const { given } = specificationOf(reservationDecider);

const says = {
  reserved: { type: 'products.stock-reserved.v1', data: { orderId, lines: two } },
  outOfStock: {
    type: 'products.stock-reservation-failed.v1',
    data: { orderId, reason: 'out_of_stock', sku: 'A' },
  },
  gone: {
    type: 'products.stock-reservation-failed.v1',
    data: { orderId, reason: 'product_unavailable', sku: 'A' },
  },
  released: { type: 'products.stock-released.v1', data: { orderId, reason: 'released' } },
  expired: { type: 'products.stock-released.v1', data: { orderId, reason: 'expired' } },
};

describe('reserve', () => {
  test('holds what there is enough of', () => {
    expect(given().when(reserve())).toMatchObject({ events: [reserved], says: [says.reserved] });
  });

  test('takes the last one', () => {
    const outcome = given().when(reserve(two, supplies({ A: { available: 2 } })));
    expect(outcome.events).toEqual([reserved]);
  });

  test.each([
    ['too little', { A: { available: 1 } }, says.outOfStock],
    ['nothing', { A: { available: 0 } }, says.outOfStock],
    ['an unknown SKU', {}, says.gone],
    ['a discontinued product', { A: { sellable: false } }, says.gone],
    [
      'a discontinued product that is also short',
      { A: { sellable: false, available: 0 } },
      says.gone,
    ],
  ])('is refused for %s', (_, offered, answer) => {
    const outcome = given().when(reserve(two, supplies(offered)));
    expect(outcome).toMatchObject({ state: { status: 'refused' }, says: [answer] });
  });

  test('sums the lines of one SKU', () => {
    const outcome = given().when(reserve([...two, ...two], supplies({ A: { available: 3 } })));
    expect(outcome.says).toEqual([says.outOfStock]);
  });

  test('names the line that is short', () => {
    const lines = [...two, { sku: 'B', quantity: 1 }];
    const offered = supplies({ A: {}, B: { available: 0 } });
    expect(given().when(reserve(lines, offered)).events).toEqual([{ ...refused, sku: 'B' }]);
  });

  test.each([
    ['active', [reserved], says.reserved],
    ['sold', [reserved, sold(2)], says.reserved],
    ['refused', [refused], says.outOfStock],
    ['released', [reserved, released], says.gone],
    ['expired', [reserved, expired], says.gone],
    ['given up before', [{ ...released, lines: [] }], says.gone],
  ] as const)('is answered alike again when it is %s', (_, events, answer) => {
    const { state, when } = given(...events);
    const outcome = when(reserve());
    expect(outcome.state).toBe(state);
    expect(outcome.says).toEqual([answer]);
  });
});

describe('release', () => {
  test('gives back what is held', () => {
    const outcome = given(reserved).when(release);
    expect(outcome).toMatchObject({ events: [released], says: [says.released] });
  });

  test('gives back only what is not sold', () => {
    expect(given(reserved, sold(1)).when(release).events).toEqual([
      { ...released, lines: [{ sku: 'A', quantity: 1 }] },
    ]);
  });

  test('leaves a tombstone where nothing was reserved', () => {
    const outcome = given().when(release);
    expect(outcome).toMatchObject({
      events: [{ ...released, lines: [] }],
      state: { status: 'released', lines: [] },
      says: [says.released],
    });
  });

  test.each([
    ['refused', [refused], says.released],
    ['released', [reserved, released], says.released],
    ['expired', [reserved, expired], says.expired],
  ] as const)('is answered again when it is %s', (_, events, answer) => {
    expect(given(...events).when(release).says).toEqual([answer]);
  });

  test('does nothing when all is sold', () => {
    expect(given(reserved, sold(2)).when(release)).toMatchObject({
      events: [],
      ignored: 'everything that was held is sold',
    });
  });
});

describe('expire', () => {
  test('gives back what is held when the time has come', () => {
    const outcome = given(reserved).when(expire(expiresAt));
    expect(outcome).toMatchObject({ events: [expired], says: [says.expired] });
  });

  test('waits until then', () => {
    expect(given(reserved).when(expire('2026-01-01T00:59:59.999Z')).ignored).toBe(
      'the reservation has time left',
    );
  });

  test.each([
    ['none', []],
    ['refused', [refused]],
    ['released', [reserved, released]],
    ['sold', [reserved, sold(2)]],
  ] as const)('does nothing when it is %s', (status, events) => {
    expect(given(...events).when(expire(expiresAt)).ignored).toBe(`the reservation is ${status}`);
  });
});

describe('sell', () => {
  test('takes from what is held, until it is all sold', () => {
    const first = given(reserved).when(sell(1));
    expect(first).toMatchObject({ events: [sold(1)], state: { status: 'active' }, says: [] });
    const last = given(reserved, sold(1)).when(sell(1, 'shp_2'));
    expect(last).toMatchObject({ events: [sold(1, 'shp_2')], state: { status: 'sold' } });
  });

  test('counts a shipment once', () => {
    expect(given(reserved, sold(1)).when(sell(1)).ignored).toBe('the shipment was counted before');
  });

  test('takes from the shelf what left after the goods had gone back', () => {
    expect(given(reserved, expired).when(sell(2)).events).toEqual([
      { ...sold(2), lines: [{ sku: 'A', quantity: 2, held: 0 }] },
    ]);
  });

  test.each([
    ['never reserved', []],
    ['refused', [refused]],
  ] as const)('is refused when it was %s', (_, events) => {
    expect(() => given(...events).when(sell(1))).toThrow(refusal('invalid-state'));
  });
});

describe('what comes twice', () => {
  const back = (returnId: string): ReservationEvent => ({
    type: 'stock-restocked',
    orderId,
    returnId,
    lines: [{ sku: 'A', quantity: 1 }],
  });
  const lines = [{ sku: 'A', quantity: 1 }];
  const freed = (cancellationId: string): ReservationEvent => ({
    type: 'lines-released',
    orderId,
    cancellationId,
    lines,
  });
  const three: ReservationEvent = { ...reserved, lines: [{ sku: 'A', quantity: 3 }] };

  test.each([1, 2])('is known after another of its kind: %i', (number) => {
    const sales = given(reserved, sold(1, 'shp_1'), sold(1, 'shp_2'));
    expect(sales.when(sell(1, `shp_${number}`)).ignored).toBe('the shipment was counted before');
    const returns = given(reserved, sold(2), back('ret_1'), back('ret_2'));
    expect(returns.when(restock(1, `ret_${number}`)).ignored).toBe('the return was counted before');
    const cancellations = given(three, freed('can_1'), freed('can_2'));
    const again = { ...release, lines, cancellationId: `can_${number}` };
    expect(cancellations.when(again).ignored).toBe('they were released before');
  });
});

describe('restock', () => {
  const returned = (quantity: number, returnId = 'ret_1'): ReservationEvent => ({
    type: 'stock-restocked',
    orderId,
    returnId,
    lines: [{ sku: 'A', quantity }],
  });

  test('brings back what was sold, also in parts', () => {
    expect(given(reserved, sold(2)).when(restock(1)).events).toEqual([returned(1)]);
    expect(given(reserved, sold(2), returned(1)).when(restock(1, 'ret_2')).events).toEqual([
      returned(1, 'ret_2'),
    ]);
  });

  test('counts a return once', () => {
    expect(given(reserved, sold(2), returned(1)).when(restock(1)).ignored).toBe(
      'the return was counted before',
    );
  });

  test.each([
    ['more than was sold', [reserved, sold(1)]],
    ['more than is left after a return', [reserved, sold(2), returned(1, 'ret_0')]],
    ['what was never sold', [reserved]],
  ] as const)('waits for the sale of %s', (_, events) => {
    expect(() => given(...events).when(restock(2))).toThrow(NotSoldYet);
  });
});

test('movements say what each event does to the stock', () => {
  expect([reserved, released, sold(1), refused].flatMap(movementsOf)).toEqual([
    { kind: 'reservation', sku: 'A', onHand: 0, reserved: 2, orderId },
    { kind: 'release', sku: 'A', onHand: 0, reserved: -2, orderId, reason: 'released' },
    { kind: 'sale', sku: 'A', onHand: -1, reserved: -1, orderId, reason: 'shp_1' },
  ]);
});

test('only an active reservation holds anything', () => {
  const states: Reservation[] = [
    noReservation,
    given(refused).state,
    given(reserved, released).state,
    given(reserved, sold(2)).state,
  ];
  expect(states.flatMap(heldLines)).toEqual([]);
  expect(heldLines(given(reserved).state)).toEqual(two);
});

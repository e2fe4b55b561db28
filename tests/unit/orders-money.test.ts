// Whatever is shipped, cancelled, returned, refused or refunded, in any sequence: money and stock are what was sent.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { chargedParts } from '../../containers/orders/domain/deciding/charging.ts';
import { refundable } from '../../containers/orders/domain/deciding/refunding.ts';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import { presentOrder } from '../../containers/orders/presentation.ts';
import { heldLines, noReservation } from '../../containers/products/domain/reservation.ts';
import type { StockLine } from '../../events/schemas.ts';
import { act, type World, withStock } from '../support/order-world.ts';
import {
  at,
  eur,
  orderAfter,
  placeCommand,
  quote,
  quotes,
  replies,
  run,
  shippingAddress,
  wishes,
} from '../support/orders.ts';
import { refusal } from '../support/refusals.ts';

const line = fc.record({
  sku: fc.constantFrom('MUG', 'TEA'),
  quantity: fc.integer({ min: 1, max: 4 }),
});
const lines = fc.array(line, { minLength: 1, maxLength: 3 });

const staff = { kind: 'staff' } as const;

interface Scene {
  /** Fresh, as an entry would make it. */
  readonly id: string;
  readonly bought: readonly StockLine[];
  readonly state: OrderState;
}
type Step = (scene: Scene) => OrderCommand;

const fixed = (weight: number, step: Step) => ({ weight, arbitrary: fc.constant(step) });

const ship =
  (some: readonly StockLine[]): Step =>
  ({ id }) => ({
    ...wishes.ship,
    shipmentId: id,
    lines: some,
  });

const comeBack =
  (some: readonly StockLine[]): Step =>
  ({ id }) => ({
    ...wishes.requestReturn,
    actor: staff,
    returnId: id,
    lines: some,
  });

const refund =
  (amount: number): Step =>
  ({ id }) => ({
    ...wishes.refund,
    refundId: id,
    amount: eur(amount),
  });

const openReturn = (state: OrderState): string =>
  state.status === 'absent'
    ? 'none'
    : (state.order.returns.find(({ status }) => status === 'requested')?.returnId ?? 'none');

const cancelSome =
  (some?: readonly StockLine[]): Step =>
  ({ id }) => ({ ...wishes.cancelLines, cancellationId: id, refundId: id, lines: some });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: lines.map(ship) },
  fixed(1, ({ id }) => ({ ...wishes.ship, shipmentId: id })),
  fixed(3, () => wishes.deliver),
  fixed(1, () => wishes.cancel),
  { weight: 2, arbitrary: lines.map(cancelSome) },
  fixed(1, cancelSome()),
  { weight: 3, arbitrary: lines.map(comeBack) },
  fixed(1, (scene) => comeBack(scene.bought)(scene)),
  fixed(4, ({ id, state }) => ({
    ...wishes.receiveReturn,
    returnId: openReturn(state),
    refundId: id,
    damaged: id.endsWith('3'),
  })),
  fixed(1, ({ state }) => ({ ...wishes.refuseReturn, returnId: openReturn(state) })),
  fixed(1, ({ state }) => ({
    ...wishes.withdrawReturn,
    actor: staff,
    returnId: openReturn(state),
  })),
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9000 }).map(refund) },
  fixed(1, () => replies.overdue),
  fixed(1, () => replies.expired),
);

const sumOf = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const expectSound = (world: World): void => {
  const { state, stock, captured, voided } = world;
  const { status, order } = state as PlacedOrder;
  const total = order.totals.total.amount;
  const shown = presentOrder(state as PlacedOrder, 1);
  const charged = chargedParts(order);
  const refunds = order.payment.refunds.map(({ amount }) => amount.amount);
  // What was shipped is what is paid, and no line gives back more than it has cost.
  expect(order.payment.captured.amount).toBe(captured);
  expect(captured).toBe(order.shipments.length > 0 ? sumOf(charged) : 0);
  expect(sumOf(refunds)).toBeLessThanOrEqual(captured);
  expect(refundable(order).amount).toBe(captured - sumOf(refunds));
  for (const [index, line] of shown.lines.entries()) {
    expect(line.refunded.amount).toBeLessThanOrEqual(charged[index] ?? 0);
    expect(line.shipped + line.cancelled).toBeLessThanOrEqual(line.quantity);
    expect(line.delivered).toBeLessThanOrEqual(line.shipped);
    expect(line.returned).toBeLessThanOrEqual(line.delivered);
  }
  // Stock says of every SKU what the order says.
  const held = 'lines' in stock ? stock.lines : [];
  for (const { sku, sold } of held) {
    const lines = shown.lines.filter((line) => line.sku === sku);
    expect(sold).toBe(sumOf(lines.map(({ shipped }) => shipped)));
  }
  const reserved = sumOf(heldLines(stock).map(({ quantity }) => quantity));
  expect(reserved).toBe(sumOf(shown.lines.map((line) => line.reserved)));
  // An order at its end holds neither stock nor money that is not the shop's.
  if (['cancelled', 'delivered', 'return_pending', 'returned'].includes(status)) {
    expect(captured + voided).toBe(total);
    expect(reserved).toBe(0);
  }
  if (status === 'returned' && !world.refuses) expect(sumOf(refunds)).toBe(captured);
};

/** What ends whatever is still open: the rest is not sent, what is under way arrives, what was announced does not come. */
const ending = [
  { ...wishes.cancelLines, cancellationId: 'last', refundId: 'last' },
  wishes.deliver,
  replies.overdue,
];

/** Every status after confirmation: a run that misses one has not tried enough. */
const stable = ['cancelled', 'confirmed', 'delivered', 'return_pending', 'returned', 'shipped'];

it('whatever is sent, cancelled and sent back: paid is what was shipped, refunded no more than that for each line, stock agrees, and the order ends', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.record({ mug: fc.integer({ min: 1, max: 4000 }), tea: fc.integer({ min: 1, max: 4000 }) }),
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.array(step, { maxLength: 25 }),
      fc.record({
        isDelivered: fc.boolean(),
        refuses: fc.boolean(),
        isExpress: fc.boolean(),
        percent: fc.nat(9_900),
      }),
      (prices, bought, steps, { isDelivered, refuses, isExpress, percent }) => {
        const place = placeCommand({
          lines: bought,
          quotes: quotes(quote('MUG', prices.mug), quote('TEA', prices.tea)),
          coupons: [{ code: 'X', discount: { kind: 'percentage', basisPoints: percent } }],
          shippingAddress: { ...shippingAddress, country: 'DE' },
          shippingMethod: isExpress ? 'express' : 'standard',
        });
        const { totals, orderId } = orderAfter(place).order;
        const amount = totals.total;
        if (amount.amount === 0) return;
        const confirmed = orderAfter(place, replies.reserved, { ...replies.authorized, amount });
        const supplies = new Map(
          ['MUG', 'TEA'].map((sku) => [sku, { available: 100, sellable: true }]),
        );
        const reserve = {
          type: 'reserve',
          orderId,
          lines: bought,
          expiresAt: at,
          supplies,
        } as const;
        let world: World = {
          state: confirmed,
          stock: withStock(noReservation, reserve),
          refuses,
          captured: 0,
          voided: 0,
        };
        for (const command of isDelivered ? [wishes.ship, wishes.deliver] : []) {
          world = act(world, command);
        }
        for (const [index, make] of steps.entries()) {
          world = act(world, make({ id: `id_${index}`, bought, state: world.state }));
          expectSound(world);
          seen.add(world.state.status);
        }
        for (const command of ending) world = act(world, command);
        expectSound(world);
        expect(['cancelled', 'delivered', 'returned']).toContain(world.state.status);
        // Whatever was refused before can be given back once the provider does it.
        const left = refundable((world.state as PlacedOrder).order);
        const rest = { ...wishes.refund, refundId: 'rest', amount: left };
        const { state } = act({ ...world, refuses: false }, rest);
        expect(refundable((state as PlacedOrder).order).amount).toBe(0);
      },
    ),
    { numRuns: 1_000 },
  );
  expect([...seen].sort()).toEqual(stable);
});

it('pieces of a line that come back one by one bring back exactly what was paid for it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      (price, quantity) => {
        const place = placeCommand({
          lines: [
            { sku: 'MUG', quantity },
            { sku: 'TEA', quantity: 1 },
          ],
          quotes: quotes(quote('MUG', price), quote('TEA', 499)),
        });
        const amount = orderAfter(place).order.totals.total;
        let state: OrderState = orderAfter(
          place,
          replies.reserved,
          { ...replies.authorized, amount },
          wishes.ship,
          { ...replies.captured, amount },
          wishes.deliver,
        );
        for (let piece = 0; piece < quantity; piece += 1) {
          const returnId = `ret_${piece}`;
          state = run(state, { ...wishes.requestReturn, returnId }).state;
          const received = { ...wishes.receiveReturn, returnId, refundId: `rfd_${piece}` };
          state = run(state, received).state;
        }
        const { refunds } = (state as PlacedOrder).order.payment;
        const back = refunds.reduce((all, refund) => all + refund.amount.amount, 0);
        expect(back).toBe(price * quantity);
      },
    ),
    { numRuns: 200 },
  );
});

it('gives back no amount that cannot be paid', () => {
  const dinars = (amount: number) => ({ amount, currency: 'KWD' });
  const price = dinars(2000);
  const placed = placeCommand({
    lines: [{ sku: 'MUG', quantity: 1 }],
    quotes: quotes(quote('MUG', 0, { price })),
  });
  const state = orderAfter(
    placed,
    replies.reserved,
    { ...replies.authorized, amount: price },
    wishes.ship,
    { ...replies.captured, amount: price },
  );
  expect(() => run(state, { ...wishes.refund, amount: dinars(1) })).toThrow(
    refusal('amount-not-payable'),
  );
  expect(run(state, { ...wishes.refund, amount: dinars(10) }).events).toHaveLength(1);
});

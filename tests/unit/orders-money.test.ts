// Whatever is shipped, returned, refunded or cancelled, in any sequence: never more goes back than came in.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import { refundable } from '../../containers/orders/domain/refunding.ts';
import { isAppError } from '../../platform/errors.ts';
import {
  at,
  eur,
  orderAfter,
  placeCommand,
  quote,
  quotes,
  replies,
  run,
  wishes,
} from '../support/orders.ts';

const line = fc.record({
  sku: fc.constantFrom('MUG', 'TEA'),
  quantity: fc.integer({ min: 1, max: 4 }),
});
const lines = fc.array(line, { minLength: 1, maxLength: 3 });

const staff = { kind: 'staff' } as const;

/** Ids are given in the order of the steps, as an entry would make them. */
const step = fc.oneof(
  lines.map((some) => (id: string) => ({ ...wishes.ship, shipmentId: id, lines: some })),
  fc.constant((id: string) => ({ ...wishes.ship, shipmentId: id })),
  fc.constant(() => wishes.deliver),
  fc.constant(() => wishes.cancel),
  lines.map((some) => (id: string) => ({
    ...wishes.requestReturn,
    actor: staff,
    returnId: id,
    lines: some,
  })),
  fc.constant((id: string) => ({ ...wishes.receiveReturn, returnId: 'awaited', refundId: id })),
  fc
    .integer({ min: 1, max: 9000 })
    .map((amount) => (id: string) => ({ ...wishes.refund, refundId: id, amount: eur(amount) })),
  fc.constant(() => replies.overdue),
  fc.constant(() => replies.released),
  fc.constant(() => replies.voided),
);

const tryTo = (state: OrderState, command: OrderCommand) => {
  try {
    return run(state, command);
  } catch (error) {
    if (isAppError(error)) return { state, events: [] as OrderEvent[] };
    throw error;
  }
};

/** Payments answers every capture and refund at once. */
const withAnswers = (state: OrderState, events: readonly OrderEvent[]): OrderState => {
  const answers = events
    .flatMap((event) => orderDecider.react(event, state))
    .flatMap(({ type, data }): OrderCommand[] => {
      const { amount, refundId } = data as {
        amount: { amount: number; currency: string };
        refundId: string;
      };
      if (type === 'payments.capture-payment.v1') return [{ ...replies.captured, at, amount }];
      return type === 'payments.refund-payment.v1'
        ? [{ ...replies.refunded, at, refundId, amount }]
        : [];
    });
  return answers.reduce<OrderState>((current, answer) => tryTo(current, answer).state, state);
};

const expectSoundMoney = (state: OrderState, total: number): void => {
  const { status, order } = state as PlacedOrder;
  const captured = order.payment.captured.amount;
  const refunds = order.payment.refunds.map(({ amount }) => amount.amount);
  const refunded = refunds.reduce((all, amount) => all + amount, 0);
  expect([0, total]).toContain(captured);
  expect(refunded).toBeLessThanOrEqual(captured);
  expect(refunds.every((amount) => amount > 0)).toBe(true);
  expect(refundable(order).amount).toBe(captured - refunded);
  if (status === 'returned') expect(refunded).toBe(total);
  if (status === 'cancelled') expect(captured).toBe(0);
};

it('captured ≥ refunded ≥ 0, and everything returned is everything refunded', () => {
  fc.assert(
    fc.property(
      fc.record({ mug: fc.integer({ min: 1, max: 4000 }), tea: fc.integer({ min: 1, max: 4000 }) }),
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.array(step, { maxLength: 25 }),
      (prices, bought, steps) => {
        const place = placeCommand({
          lines: bought,
          quotes: quotes(quote('MUG', prices.mug), quote('TEA', prices.tea)),
        });
        const placed = orderAfter(place, replies.reserved);
        const { total } = placed.order.totals;
        let state: OrderState = run(placed, { ...replies.authorized, amount: total }).state;
        for (const [index, make] of steps.entries()) {
          const command = make(`id_${index}`);
          const awaited = state.status === 'return_pending' ? state.returnId : 'none';
          const aimed =
            command.type === 'receive-return' ? { ...command, returnId: awaited } : command;
          const { state: next, events } = tryTo(state, aimed);
          state = withAnswers(next, events);
          expectSoundMoney(state, total.amount);
        }
      },
    ),
    { numRuns: 500 },
  );
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

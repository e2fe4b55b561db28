// What an order takes and gives back at its edges: the last cent, the last piece, what was paid at once, and what is free.
import { describe, expect, it } from 'vitest';
import { erasedText } from '../../containers/orders/domain/address/erased.ts';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import {
  holdsTooMuch,
  isAllCaptured,
  partsOf,
} from '../../containers/orders/domain/deciding/charging.ts';
import { isAllDelivered } from '../../containers/orders/domain/deciding/quantities.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { OrderDetails, PlacedOrder } from '../../containers/orders/domain/order.ts';
import { presentOrder } from '../../containers/orders/presentation.ts';
import {
  at,
  eur,
  orderAfter,
  orderId,
  orders,
  placeCommand,
  quote,
  quotes,
  replies,
  run,
  wishes,
} from '../support/orders.ts';
import { refusalOf } from '../support/refusals.ts';

const mug = { sku: 'MUG', quantity: 1 };
const tea = { sku: 'TEA', quantity: 3 };
const free = placeCommand({ quotes: quotes(quote('MUG', 0), quote('TEA', 0)) });

const tell = (state: PlacedOrder, command: OrderCommand) => {
  const { events, state: after, says, ignored } = run(state, command);
  const types = events.map(({ type }) => type);
  return { ignored, types, events, says, after: after as PlacedOrder };
};
const evolve = (state: PlacedOrder, ...events: OrderEvent[]) =>
  events.reduce(
    orderDecider.evolve,
    state as ReturnType<typeof orderDecider.evolve>,
  ) as PlacedOrder;
const errorsOf = (state: PlacedOrder, command: OrderCommand) =>
  refusalOf(() => run(state, command))?.errors;

const oneMugSent = orderAfter(
  wishes.place,
  replies.reserved,
  replies.authorized,
  { ...wishes.ship, lines: [mug] },
  { ...replies.captured, amount: eur(1250) },
);
const oneMugThere = run(oneMugSent, wishes.deliver).state as PlacedOrder;

/** As it was written when the first shipment took everything. */
const shippedAtOnce = (state: PlacedOrder, lines = [mug]) =>
  evolve(state, {
    type: 'order-shipped',
    at,
    shipmentId: 'shp_1',
    carrier: 'Post',
    trackingNumber: 'T1',
    lines,
  });

describe('lines that are cancelled one after the other', () => {
  it('leave an order that is over when the last of them is', () => {
    const first = tell(oneMugThere, { ...wishes.cancelLines, lines: [tea] });
    expect(first.types).toEqual(['lines-cancelled']);
    const second = tell(first.after, {
      ...wishes.cancelLines,
      cancellationId: 'can_2',
      lines: [mug],
    });
    expect(second.types).toEqual(['lines-cancelled', 'order-delivered']);
  });

  it('are refused beyond what is left', () => {
    const lines = [tea, { sku: 'MUG', quantity: 2 }];
    expect(errorsOf(oneMugThere, { ...wishes.cancelLines, lines })).toEqual([
      { pointer: '/lines/1', code: 'too-many', detail: 'At most 1 of MUG can be cancelled.' },
    ]);
  });

  it('are held no more', () => {
    const { after } = tell(orders.confirmed, {
      ...wishes.cancelLines,
      lines: [{ sku: 'TEA', quantity: 1 }],
    });
    const [, line] = presentOrder(after, 1).lines;
    expect(line).toMatchObject({ quantity: 3, reserved: 2, cancelled: 1, shipped: 0 });
  });

  it('make no order delivered of which nothing has left', () => {
    const { order } = orders.confirmed;
    const cancellations = [{ cancellationId: 'can_1', lines: order.lines }];
    expect(isAllDelivered({ ...order, cancellations })).toBe(false);
  });
});

describe('an order that costs nothing', () => {
  const confirmed = orderAfter(free, replies.reserved);

  it('is over when its reservation expires: there is no money to wait for', () => {
    expect(tell(confirmed, replies.expired).types).toEqual([
      'cancellation-requested',
      'stock-released',
      'order-cancelled',
    ]);
    expect(tell(orders.confirmed, replies.expired).types).toEqual([
      'cancellation-requested',
      'stock-released',
    ]);
  });

  it('says to payments that nothing is due, and takes nothing for a shipment', () => {
    const due = 'payments.note-nothing-due.v1';
    const { says } = tell(orderAfter(free), replies.reserved);
    expect(says.map(({ type }) => type)).toContain(due);
    expect(
      tell(orders.pending_payment, replies.authorized).says.map(({ type }) => type),
    ).not.toContain(due);
    const sent = tell(confirmed, wishes.ship);
    expect(sent.says.map(({ type }) => type)).toEqual([
      'products.commit-stock.v1',
      'orders.order-shipped.v1',
    ]);
  });
});

describe('a payment', () => {
  it('of a shipment of one cent is taken', () => {
    const cheap = orderAfter(
      placeCommand({ lines: [mug], quotes: quotes(quote('MUG', 1)) }),
      replies.reserved,
      { ...replies.authorized, amount: eur(1) },
    );
    const { says, after } = tell(cheap, wishes.ship);
    expect(says).toContainEqual({
      type: 'payments.capture-payment.v1',
      data: { orderId, captureId: 'shp_1', amount: eur(1) },
    });
    expect(isAllCaptured(after.order)).toBe(false);
    const upFront = shippedAtOnce(cheap);
    expect(isAllCaptured(upFront.order)).toBe(false);
    const paid = tell(upFront, { ...replies.captured, amount: eur(1) });
    expect(isAllCaptured(paid.after.order)).toBe(true);
    expect(tell(paid.after, { ...replies.captured, amount: eur(1) }).ignored).toBe(
      'the payment was captured before',
    );
  });

  it('is voided of what was sent for nothing, where the rest is cancelled', () => {
    const half = placeCommand({ quotes: quotes(quote('MUG', 0), quote('TEA', 499)) });
    const sent = orderAfter(
      half,
      replies.reserved,
      { ...replies.authorized, amount: eur(1497) },
      { ...wishes.ship, lines: [{ ...mug, quantity: 2 }] },
    );
    expect(isAllCaptured(sent.order)).toBe(true);
    const { says, after } = tell(sent, wishes.cancelLines);
    expect(says.map(({ type }) => type)).toContain('payments.void-payment.v1');
    expect(tell(after, replies.voided).types).toEqual(['payment-voided']);
    expect(tell(orders.confirmed, replies.voided).ignored).toBe('the order is confirmed');
    expect(tell(orders.delivered, replies.voided).ignored).toBe('the order is delivered');
  });

  it('stands against too much where less was taken than was held, and all is sent', () => {
    expect(holdsTooMuch(orders.confirmed.order)).toBe(false);
    expect(holdsTooMuch(oneMugSent.order)).toBe(false);
    expect(holdsTooMuch(orders.shipped.order)).toBe(false);
    const { after } = tell(oneMugThere, wishes.cancelLines);
    expect(holdsTooMuch(after.order)).toBe(true);
    const cancellations = [{ cancellationId: 'can_1', lines: after.order.lines }];
    expect(holdsTooMuch({ ...orders.confirmed.order, cancellations })).toBe(false);
  });

  it('that was taken at once leaves what has not been given back to be sent', () => {
    const paid = tell(shippedAtOnce(orders.confirmed), {
      ...replies.captured,
      amount: eur(3997),
    }).after;
    const rest = { ...wishes.ship, shipmentId: 'shp_2' };
    const refunded = (amount: number) =>
      tell(paid, { ...wishes.refund, amount: eur(amount) }).after;
    expect(tell(paid, rest).types).toEqual(['order-shipped']);
    // What is left to be sent is worth 27.47.
    expect(tell(refunded(3997 - 2747), rest).types).toEqual(['order-shipped']);
    expect(refusalOf(() => run(refunded(3997 - 2746), rest))?.code).toBe('invalid-state');
    const early = shippedAtOnce(orders.confirmed);
    expect(tell(early, rest).types).toEqual(['order-shipped']);
  });
});

describe('money for goods that come back', () => {
  /** Mugs for 25.00, teas for 14.97, and shipping for 9.90. */
  const order: OrderDetails = {
    ...orders.confirmed.order,
    totals: { ...orders.confirmed.order.totals, total: eur(2500 + 1497 + 990) },
  };

  it('is their own, and none of the shipping', () => {
    expect(partsOf(order, [], [mug])).toEqual([1250, 0, 0]);
    expect(partsOf(order, [mug], [mug, { sku: 'TEA', quantity: 2 }])).toEqual([1250, 998, 0]);
  });

  it('is nothing where all was given back before', () => {
    const there = run(orders.delivered, { ...wishes.refund, amount: eur(3997) })
      .state as PlacedOrder;
    const asked = tell(there, wishes.requestReturn).after;
    expect(tell(asked, wishes.receiveReturn).types).toEqual(['return-received']);
  });

  it('is what is left of a line, to the last cent', () => {
    const there = run(orders.delivered, { ...wishes.refund, amount: eur(3996) })
      .state as PlacedOrder;
    const lines = [{ ...mug, quantity: 2 }, tea];
    const asked = tell(there, { ...wishes.requestReturn, lines }).after;
    const { events } = tell(asked, wishes.receiveReturn);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'refund-requested',
        amount: eur(1),
        reason: 'goods returned',
      }),
    );
  });

  it('is told when it has come, and so is an order that is forgotten', () => {
    const asked = tell(orders.delivered, wishes.refund).after;
    expect(tell(asked, replies.refunded).says).toMatchObject([
      { type: 'orders.order-refunded.v1', data: { refundId: 'rfd_1', amount: eur(100) } },
    ]);
    const forgotten = tell(orders.delivered, { type: 'forget-customer', at });
    expect(forgotten.types).toEqual(['customer-forgotten', 'personal-data-erased']);
    expect(forgotten.says).toEqual([{ type: 'orders.personal-data-erased.v1', data: { orderId } }]);
    expect(tell(orders.shipped, { type: 'forget-customer', at }).types).toEqual([
      'customer-forgotten',
    ]);
  });
});

it('the last shipment of an order frees what is held too much, where nothing more is to be taken', () => {
  const half = placeCommand({ quotes: quotes(quote('MUG', 0), quote('TEA', 499)) });
  const confirmed = orderAfter(half, replies.reserved, {
    ...replies.authorized,
    amount: eur(1497),
  });
  const less = tell(confirmed, { ...wishes.cancelLines, lines: [tea] });
  expect(less.types).toEqual(['lines-cancelled']);
  const sent = tell(less.after, wishes.ship);
  expect(sent.says.map(({ type }) => type)).toEqual([
    'products.commit-stock.v1',
    'orders.order-shipped.v1',
    'payments.void-payment.v1',
  ]);
  const chargeOf = ({ says }: typeof sent) =>
    says.flatMap(({ type, data }) =>
      type === 'orders.order-shipped.v1' ? (data as { charge: unknown }).charge : [],
    );
  const charges = [sent, tell(orders.confirmed, wishes.ship)].flatMap(chargeOf);
  expect(charges).toEqual([eur(0), eur(3997)]);
});

it('what was refused is erased with the words of the refusal, and none is made up where there is none', () => {
  const refused = tell(orders.return_pending, wishes.refuseReturn).after;
  const [one] = tell(refused, { type: 'forget-customer', at }).after.order.returns;
  expect(one).toMatchObject({ reason: erasedText, refusal: erasedText });
  const received = tell(orders.return_pending, wishes.receiveReturn).after;
  const [other] = tell(received, { type: 'forget-customer', at }).after.order.returns;
  expect(other).toMatchObject({ reason: erasedText });
  expect(other).not.toHaveProperty('refusal');
});

it('stock that cannot be reserved is told with its reason and its SKU', () => {
  const { events } = tell(orders.pending_stock, replies.outOfStock);
  expect(events).toEqual([
    { type: 'stock-reservation-failed', at, reason: 'out_of_stock', sku: 'MUG' },
    { type: 'order-rejected', at, reason: 'out_of_stock' },
  ]);
});

it('a deadline that is moved is that of an order that waits', () => {
  const event = { type: 'cancellation-retried', at, deadline: '2026-01-01T12:30:00.000Z' } as const;
  expect(evolve(orders.cancel_pending, event)).toMatchObject({ deadline: event.deadline });
  expect(evolve(orders.cancelled, event)).not.toHaveProperty('deadline');
});

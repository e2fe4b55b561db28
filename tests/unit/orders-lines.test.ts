// Facts are of the lines, states are of the order: parts of an order are sent, cancelled, and come back beside each other.
import { describe, expect, it } from 'vitest';
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import { presentOrder } from '../../containers/orders/presentation.ts';
import {
  eur,
  orderAfter,
  orderId,
  placeCommand,
  replies,
  run,
  total,
  wishes,
} from '../support/orders.ts';
import { refusalOf } from '../support/refusals.ts';

const staff = { kind: 'staff' } as const;
const mug = [{ sku: 'MUG', quantity: 1 }];
const tea = [{ sku: 'TEA', quantity: 3 }];

const confirm = [wishes.place, replies.reserved, replies.authorized];
const captured = (captureId: string, amount: number) => ({
  ...replies.captured,
  captureId,
  amount: eur(amount),
});
const oneMugSent = [...confirm, { ...wishes.ship, lines: mug }, captured('shp_1', 1250)];
const oneMugThere = [...oneMugSent, wishes.deliver];

const tell = (state: OrderState, command: OrderCommand) => {
  const result = run(state, command);
  const messages = result.events
    .flatMap((event) => orderDecider.react(event, result.state))
    .map(({ type, data }) => ({ type, data }));
  return { ...result, state: result.state as PlacedOrder, messages };
};

const codeOf = (state: OrderState, command: OrderCommand) =>
  refusalOf(() => run(state, command))?.code;

const lineOf = (state: PlacedOrder, sku: string) => {
  const line = presentOrder(state, 1).lines.find((each) => each.sku === sku);
  if (line === undefined) throw new Error(`no ${sku}`);
  const { quantity, reserved, shipped, delivered, cancelled, returned, refunded } = line;
  return { quantity, reserved, shipped, delivered, cancelled, returned, refunded: refunded.amount };
};

const namedMug = { name: 'The mug', sku: 'MUG', quantity: 1 };
const namedTea = { name: 'The tea', sku: 'TEA', quantity: 3 };
const voidPayment = { type: 'payments.void-payment.v1', data: { orderId } };

describe('lines that are not sent', () => {
  it('are cancelled by staff: the stock is freed, the money is never taken, and the order is over', () => {
    const { state, messages } = tell(orderAfter(...oneMugThere), wishes.cancelLines);
    const lines = [{ sku: 'MUG', quantity: 1 }, ...tea];
    expect(messages).toMatchObject([
      { type: 'products.release-stock.v1', data: { orderId, cancellationId: 'can_1', lines } },
      voidPayment,
      { type: 'orders.lines-cancelled.v1', data: { lines: [namedMug, namedTea] } },
      { type: 'orders.order-delivered.v1', data: { lines: [namedMug] } },
    ]);
    expect(state.status).toBe('delivered');
    expect(lineOf(state, 'MUG')).toEqual({
      quantity: 2,
      reserved: 0,
      shipped: 1,
      delivered: 1,
      cancelled: 1,
      returned: 0,
      refunded: 0,
    });
  });

  it('are cancelled in part, and the rest is sent', () => {
    const { state } = tell(orderAfter(...oneMugSent), { ...wishes.cancelLines, lines: tea });
    expect(state.status).toBe('shipped');
    expect(lineOf(state, 'TEA')).toMatchObject({ reserved: 0, cancelled: 3 });
    expect(codeOf(state, { ...wishes.ship, shipmentId: 'shp_2', lines: tea })).toBe(
      'validation-failed',
    );
    const sent = tell(state, { ...wishes.ship, shipmentId: 'shp_2' });
    expect(sent.state.order.shipments.at(-1)).toMatchObject({ lines: mug, charge: eur(1250) });
    const paid = tell(sent.state, captured('shp_2', 1250));
    expect(paid.messages).toEqual([voidPayment]);
    expect(tell(paid.state, wishes.deliver).state.status).toBe('delivered');
  });

  it('are not voided while a capture is still under way, which the void could overtake', () => {
    const sent = orderAfter(...confirm, { ...wishes.ship, lines: mug });
    const { state, messages } = tell(sent, wishes.cancelLines);
    expect(messages).not.toContainEqual(voidPayment);
    expect(tell(state, captured('shp_1', 1250)).messages).toEqual([voidPayment]);
  });

  it('of a whole order are the cancellation of the order', () => {
    const { state, messages } = tell(orderAfter(...confirm), wishes.cancelLines);
    expect(state.status).toBe('cancel_pending');
    expect(messages.map(({ type }) => type)).toEqual([
      'products.release-stock.v1',
      'payments.void-payment.v1',
    ]);
  });

  it('are cancelled by the way of the order, too: by staff, not by the customer', () => {
    const sent = orderAfter(...oneMugThere);
    expect(codeOf(sent, wishes.cancel)).toBe('invalid-state');
    expect(tell(sent, { ...wishes.cancel, actor: staff }).state.status).toBe('delivered');
  });

  it('whose reservation expires end the order: it is delivered as far as it was sent', () => {
    const { state, messages } = tell(orderAfter(...oneMugThere), replies.expired);
    expect(state.status).toBe('delivered');
    expect(messages.map(({ type }) => type)).toEqual([
      'payments.void-payment.v1',
      'orders.lines-cancelled.v1',
      'orders.order-delivered.v1',
    ]);
    const underWay = tell(orderAfter(...oneMugSent), replies.expired).state;
    expect(underWay.status).toBe('shipped');
    expect(tell(underWay, wishes.deliver).state.status).toBe('delivered');
  });

  it('end an order of which all else came back as returned', () => {
    const back = orderAfter(...oneMugThere, wishes.requestReturn, wishes.receiveReturn);
    expect(back.status).toBe('shipped');
    expect(tell(back, wishes.cancelLines).state.status).toBe('returned');
  });

  it.each([
    ['by staff', [wishes.requestReturn, wishes.receiveReturn, wishes.cancelLines]],
    ['by their expiry', [wishes.requestReturn, wishes.receiveReturn, replies.expired]],
    ['before all else came back', [wishes.cancelLines, wishes.requestReturn, wishes.receiveReturn]],
  ])('leave nothing of what was paid with the shop where all else came back: %s', (_, ways) => {
    const place = placeCommand({
      shippingMethod: 'express',
      shippingAddress: { ...wishes.place.shippingAddress, country: 'DE' },
    });
    const amount = orderAfter(place).order.totals.total;
    const confirmed = orderAfter(place, replies.reserved, { ...replies.authorized, amount });
    const sent = run(confirmed, { ...wishes.ship, lines: mug }).state as PlacedOrder;
    const { charge } = sent.order.shipments[0] ?? {};
    expect(charge?.amount).toBeGreaterThan(1250);
    const { state } = [captured('shp_1', charge?.amount ?? 0), wishes.deliver, ...ways].reduce(
      (before, command) => tell(before.state, command),
      { state: sent },
    );
    expect(state.status).toBe('returned');
    expect(presentOrder(state, 1).payment).toMatchObject({ captured: charge, refunded: charge });
  });
});

describe('what was not taken cannot be given back, and what was given back is not sent', () => {
  it('refunds at most what was taken for what was sent', () => {
    const sent = orderAfter(...oneMugSent);
    expect(codeOf(sent, { ...wishes.refund, amount: eur(1251) })).toBe('refund-exceeds-captured');
    expect(codeOf(sent, { ...wishes.refund, amount: eur(1250) })).toBe(undefined);
  });

  it('an order that has paid for everything with its first shipment, as they once did, sends nothing that was refunded', () => {
    const [order] = [orderAfter(...confirm)];
    const event = {
      type: 'order-shipped',
      at: '2026-01-01T12:00:00.000Z',
      shipmentId: 'shp_1',
      carrier: 'Post',
      trackingNumber: 'T1',
      lines: mug,
    } as const;
    const paid = run(orderDecider.evolve(order, event), { ...replies.captured, amount: total });
    const rest = { ...wishes.ship, shipmentId: 'shp_2' };
    expect(tell(paid.state, rest).messages.map(({ type }) => type)).toEqual([
      'products.commit-stock.v1',
      'orders.order-shipped.v1',
    ]);
    const all = run(paid.state, { ...wishes.refund, amount: total });
    expect(codeOf(all.state, rest)).toBe('invalid-state');
    expect(
      tell(paid.state, wishes.cancelLines).messages.find(
        ({ type }) => type === 'payments.refund-payment.v1',
      ),
    ).toMatchObject({ data: { amount: eur(total.amount - 1250) } });
  });

  it('a line gives back no more than was paid for it, whoever gives it back', () => {
    const there = orderAfter(...confirm, wishes.ship, replies.captured, wishes.deliver);
    const half = run(there, { ...wishes.refund, amount: eur(2000) }).state;
    const asked = run(half, {
      ...wishes.requestReturn,
      lines: [{ sku: 'MUG', quantity: 2 }, ...tea],
    }).state;
    const { state } = tell(asked, wishes.receiveReturn);
    const lines = presentOrder(state, 1).lines.map((line) => [line.total, line.refunded]);
    for (const [paid, back] of lines) expect(back).toEqual(paid);
  });

  it('a payment that can be taken once is for one shipment of all that is sent', () => {
    const order = orderAfter(wishes.place, replies.reserved, {
      ...replies.authorized,
      capturesOnce: true,
    });
    expect(codeOf(order, { ...wishes.ship, lines: mug })).toBe('invalid-state');
    expect(codeOf(order, wishes.ship)).toBe(undefined);
    const less = run(order, { ...wishes.cancelLines, lines: tea }).state;
    expect(codeOf(less, wishes.ship)).toBe(undefined);
  });
});

describe('returns', () => {
  const second = { ...wishes.requestReturn, returnId: 'ret_2' };
  const there = orderAfter(...confirm, wishes.ship, replies.captured, wishes.deliver);

  it('of what has arrived begin while the rest is under way', () => {
    const { state } = tell(orderAfter(...oneMugThere), wishes.requestReturn);
    expect(state).toMatchObject({ status: 'shipped', order: { returns: [{ returnId: 'ret_1' }] } });
    expect(tell(state, wishes.receiveReturn).messages).toMatchObject([
      { type: 'products.restock.v1' },
      { type: 'orders.order-returned.v1', data: { returnId: 'ret_1', lines: [namedMug] } },
      { type: 'payments.refund-payment.v1', data: { amount: eur(1250) } },
    ]);
    expect(codeOf(orderAfter(...oneMugSent), wishes.requestReturn)).toBe('invalid-state');
  });

  it('go on beside each other, and never for more than was delivered', () => {
    const both = run(run(there, wishes.requestReturn).state, second).state as PlacedOrder;
    expect(both.status).toBe('return_pending');
    expect(codeOf(both, { ...second, returnId: 'ret_3' })).toBe('validation-failed');
    const one = tell(both, wishes.receiveReturn).state;
    expect(one.status).toBe('return_pending');
    const none = tell(one, { ...wishes.receiveReturn, returnId: 'ret_2', refundId: 'rfd_2' }).state;
    expect(none.status).toBe('delivered');
    expect(lineOf(none, 'MUG')).toMatchObject({ returned: 2, refunded: 2500 });
  });

  it.each([
    ['refused', wishes.refuseReturn],
    ['withdrawn', wishes.withdrawReturn],
  ])(
    'that are %s are over: nothing is refunded, and the goods may be announced again',
    (status, end) => {
      const { state, messages } = tell(run(there, wishes.requestReturn).state, end);
      expect(messages).toEqual([]);
      expect(state).toMatchObject({ status: 'delivered', order: { returns: [{ status }] } });
      expect(codeOf(state, wishes.receiveReturn)).toBe('invalid-state');
      expect(codeOf(state, second)).toBe(undefined);
    },
  );

  it('of damaged goods are refunded and not put back into stock', () => {
    const { messages } = tell(run(there, wishes.requestReturn).state, {
      ...wishes.receiveReturn,
      damaged: true,
    });
    expect(messages.map(({ type }) => type)).toEqual([
      'orders.order-returned.v1',
      'payments.refund-payment.v1',
    ]);
  });

  it('lapse each in its own time', () => {
    const late = { ...second, at: '2026-01-20T00:00:00.000Z' };
    const both = run(run(there, wishes.requestReturn).state, late).state;
    const after = tell(both, { type: 'check-deadline', at: '2026-02-05T00:00:00.000Z' }).state;
    expect(after.order.returns.map(({ status }) => status)).toEqual(['lapsed', 'requested']);
    expect(after.status).toBe('return_pending');
  });
});

describe('a cancellation that is asked for too early', () => {
  it('is noted, and done when the stock has answered: nothing is authorised', () => {
    const noted = orderAfter(wishes.place, wishes.cancel);
    expect(presentOrder(noted, 2)).toMatchObject({
      status: 'pending_stock',
      cancellationRequested: true,
    });
    expect(run(noted, wishes.cancel).decision).toHaveProperty('ignored');
    const { state, messages } = tell(noted, replies.reserved);
    expect(messages.map(({ type }) => type)).toEqual(['products.release-stock.v1']);
    expect(tell(state, replies.released).state).toMatchObject({
      status: 'cancelled',
      order: { payment: { status: 'none' } },
    });
  });

  it('is noted, and done when the payment has answered: the customer hears of no confirmation', () => {
    const noted = orderAfter(wishes.place, replies.reserved, wishes.cancel);
    const { state, messages } = tell(noted, replies.authorized);
    expect(state.status).toBe('cancel_pending');
    expect(messages.map(({ type }) => type)).toEqual([
      'products.release-stock.v1',
      'payments.void-payment.v1',
    ]);
  });

  it('comes to nothing where the order is rejected anyway', () => {
    const noted = orderAfter(wishes.place, replies.reserved, wishes.cancel);
    expect(tell(noted, replies.declined).state.status).toBe('rejected');
  });
});

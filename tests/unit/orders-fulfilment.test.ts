// From a confirmed order to goods that arrive, come back or never leave.
import { describe, expect, it } from 'vitest';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import { deliveryStatus } from '../../containers/orders/domain/deciding/delivery.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import {
  at,
  eur,
  orderAfter,
  orderId,
  orders,
  replies,
  run,
  total,
  wishes,
} from '../support/orders.ts';
import { refusal, refusalOf } from '../support/refusals.ts';

const reactionsOf = (state: OrderState, events: readonly OrderEvent[]) =>
  events.flatMap((event) => orderDecider.react(event, state));

const typesOf = (state: OrderState, events: readonly OrderEvent[]) =>
  reactionsOf(state, events).map(({ type }) => type);

const confirm = [wishes.place, replies.reserved, replies.authorized];
const oneMug = [{ sku: 'MUG', quantity: 1 }];
const theRest = [
  { sku: 'MUG', quantity: 1 },
  { sku: 'TEA', quantity: 3 },
];

describe('cancelling', () => {
  it('frees stock and money, and is done when both are free, in either order', () => {
    const { state, events } = run(orders.confirmed, wishes.cancel);
    expect(typesOf(state, events)).toEqual([
      'products.release-stock.v1',
      'payments.void-payment.v1',
    ]);
    for (const [first, second] of [
      [replies.released, replies.voided],
      [replies.voided, replies.released],
    ] as const) {
      const half = run(state, first).state;
      expect(half.status).toBe('cancel_pending');
      const whole = run(half, second);
      expect(whole.state).toMatchObject({
        status: 'cancelled',
        order: { payment: { status: 'voided' } },
      });
      expect(typesOf(whole.state, whole.events)).toEqual(['orders.order-cancelled.v1']);
    }
  });

  it('asks again, only for what is still awaited, when an answer does not come', () => {
    const state = orderAfter(...confirm, wishes.cancel, replies.released);
    const retry = run(state, replies.overdue);
    expect(retry.state.status).toBe('cancel_pending');
    expect(typesOf(retry.state, retry.events)).toEqual(['payments.void-payment.v1']);
  });

  it('is done by the shop when the reservation expires before anything was shipped', () => {
    const { state, events } = run(orders.confirmed, replies.expired);
    expect(typesOf(state, events)).toEqual(['payments.void-payment.v1']);
    expect(run(state, replies.voided).state.status).toBe('cancelled');
  });
});

describe('shipping', () => {
  it('sells the goods and takes the money for what is in the shipment', () => {
    const first = run(orders.confirmed, { ...wishes.ship, lines: oneMug });
    expect(reactionsOf(first.state, first.events).slice(0, 2)).toEqual([
      {
        type: 'products.commit-stock.v1',
        kind: 'command',
        subject: orderId,
        data: { orderId, shipmentId: 'shp_1', lines: oneMug },
      },
      {
        type: 'payments.capture-payment.v1',
        kind: 'command',
        subject: orderId,
        data: { orderId, captureId: 'shp_1', amount: eur(1250) },
      },
    ]);
    const second = run(first.state, { ...wishes.ship, shipmentId: 'shp_2' });
    expect(reactionsOf(second.state, second.events)).toMatchObject([
      { type: 'products.commit-stock.v1' },
      { type: 'payments.capture-payment.v1', data: { amount: eur(total.amount - 1250) } },
      { type: 'orders.order-shipped.v1' },
    ]);
    expect((second.state as PlacedOrder).order.shipments.map(({ lines }) => lines)).toEqual([
      oneMug,
      theRest,
    ]);
  });

  it('refuses more than is left, and points at the line', () => {
    const lines = [...oneMug, { sku: 'TEA', quantity: 4 }];
    expect(refusalOf(() => run(orders.confirmed, { ...wishes.ship, lines }))).toEqual({
      code: 'validation-failed',
      errors: [
        { pointer: '/lines/1', code: 'too-many', detail: 'At most 3 of TEA can be shipped.' },
      ],
    });
    const unknown = [{ sku: 'NONE', quantity: 1 }];
    expect(refusalOf(() => run(orders.confirmed, { ...wishes.ship, lines: unknown }))?.code).toBe(
      'validation-failed',
    );
    expect(refusalOf(() => run(orders.shipped, wishes.ship))?.code).toBe('invalid-state');
  });

  it('shows how far the goods are', () => {
    const partly = orderAfter(...confirm, { ...wishes.ship, lines: oneMug });
    const partlyThere = orderAfter(...confirm, { ...wishes.ship, lines: oneMug }, wishes.deliver);
    const whole = run(partlyThere, { ...wishes.ship, shipmentId: 'shp_2' }).state as PlacedOrder;
    const there = run(whole, { ...wishes.deliver, at }).state as PlacedOrder;
    expect(
      [orders.confirmed, partly, partlyThere, whole, there, orders.cancelled].map(deliveryStatus),
    ).toEqual([
      'pending',
      'partly_shipped',
      'partly_delivered',
      'partly_delivered',
      'delivered',
      'none',
    ]);
    expect([partlyThere, there].map(({ status }) => status)).toEqual(['shipped', 'delivered']);
  });
});

describe('returning', () => {
  it('refunds what was paid for the goods, and puts them back into stock', () => {
    const { state, events } = run(orders.return_pending, wishes.receiveReturn);
    expect(reactionsOf(state, events)).toMatchObject([
      { type: 'products.restock.v1', data: { orderId, returnId: 'ret_1', lines: oneMug } },
      { type: 'orders.order-returned.v1' },
      {
        type: 'payments.refund-payment.v1',
        data: { orderId, refundId: 'rfd_9', amount: eur(1250) },
      },
    ]);
    expect(state.status).toBe('delivered');
  });

  it('ends with all money back when everything came back in parts', () => {
    const first = run(orders.return_pending, wishes.receiveReturn).state;
    const asked = run(first, { ...wishes.requestReturn, returnId: 'ret_2', lines: theRest }).state;
    const { state } = run(asked, {
      ...wishes.receiveReturn,
      returnId: 'ret_2',
      refundId: 'rfd_2',
    });
    expect(state.status).toBe('returned');
    const done = [
      { ...replies.refunded, refundId: 'rfd_9', amount: eur(1250) },
      { ...replies.refunded, refundId: 'rfd_2', amount: eur(total.amount - 1250) },
    ].reduce<OrderState>((current, command) => run(current, command).state, state);
    expect(done).toMatchObject({ status: 'returned', order: { payment: { status: 'refunded' } } });
  });

  it('refuses to take back more than was delivered and kept', () => {
    const first = run(orders.return_pending, wishes.receiveReturn).state;
    const lines = [{ sku: 'MUG', quantity: 2 }];
    expect(refusalOf(() => run(first, { ...wishes.requestReturn, lines }))?.errors).toEqual([
      { pointer: '/lines/0', code: 'too-many', detail: 'At most 1 of MUG can be returned.' },
    ]);
  });

  it('is asked for a hundred times at most, also where each is withdrawn', () => {
    const ask = (state: OrderState, number: number) =>
      run(state, { ...wishes.requestReturn, returnId: `ret_${number}` }).state;
    let state: OrderState = orders.delivered;
    for (let number = 1; number <= 100; number += 1) {
      const withdrawal = { ...wishes.withdrawReturn, returnId: `ret_${number}` };
      state = run(ask(state, number), withdrawal).state;
    }
    expect(state).toMatchObject({ status: 'delivered', order: { returns: { length: 100 } } });
    const detail = 'An order has at most 100 returns.';
    expect(() => ask(state, 101)).toThrow(refusal('invalid-state', { detail }));
  });

  it('lapses when the goods never come, and may be asked for again', () => {
    const { state, events } = run(orders.return_pending, replies.overdue);
    expect(reactionsOf(state, events)).toEqual([]);
    expect(state).toMatchObject({
      status: 'delivered',
      order: { returns: [{ returnId: 'ret_1', status: 'lapsed' }] },
    });
    expect(run(state, { ...wishes.requestReturn, returnId: 'ret_2' }).state.status).toBe(
      'return_pending',
    );
  });
});

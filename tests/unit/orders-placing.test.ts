// Placing an order and what becomes of it: confirmed, or rejected with everything undone.
import { describe, expect, it } from 'vitest';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import { absent, type OrderState } from '../../containers/orders/domain/order.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import {
  at,
  customerId,
  eur,
  orderAfter,
  orderId,
  orders,
  placeCommand,
  quote,
  quotes,
  replies,
  run,
  shippingAddress,
  total,
  wishes,
} from '../support/orders.ts';
import { codeOf } from '../support/refusals.ts';

const messagesOf = (state: OrderState, events: readonly OrderEvent[]) =>
  events.flatMap((event) => orderDecider.react(event, state)).map(({ type }) => type);

describe('placing', () => {
  it('takes names and prices from the catalogue and adds them up line by line', () => {
    const { events } = run(absent, wishes.place);
    expect(events).toEqual([
      {
        type: 'order-placed',
        at,
        orderId,
        customerId,
        lines: [
          {
            sku: 'MUG',
            name: 'The mug',
            quantity: 2,
            unitPrice: eur(1250),
            discount: eur(0),
            tax: eur(0),
            total: eur(2500),
          },
          {
            sku: 'TEA',
            name: 'The tea',
            quantity: 3,
            unitPrice: eur(499),
            discount: eur(0),
            tax: eur(0),
            total: eur(1497),
          },
        ],
        totals: {
          subtotal: eur(3997),
          discount: eur(0),
          shipping: eur(0),
          tax: eur(0),
          total: eur(3997),
          taxIncluded: false,
        },
        shippingAddress,
        shippingMethod: 'standard',
        paymentToken: 'tok_approved',
        deadline: '2026-01-01T12:20:00.000Z',
        reservedUntil: '2026-01-07T12:00:00.000Z',
      },
    ]);
  });

  it('asks the stock once for lines with the same SKU', () => {
    const lines = [
      { sku: 'MUG', quantity: 2 },
      { sku: 'TEA', quantity: 1 },
      { sku: 'MUG', quantity: 2 },
    ];
    const { state, events } = run(absent, placeCommand({ lines }));
    const [reserve] = events.flatMap((event) => orderDecider.react(event, state));
    expect(reserve).toEqual({
      type: 'products.reserve-stock.v1',
      kind: 'command',
      subject: orderId,
      data: {
        orderId,
        lines: [
          { sku: 'MUG', quantity: 4 },
          { sku: 'TEA', quantity: 1 },
        ],
        expiresAt: '2026-01-07T12:00:00.000Z',
      },
    });
  });

  it.each([
    ['an unknown SKU', { quotes: quotes(quote('MUG', 1250)) }, 'unknown-sku'],
    [
      'a discontinued product',
      { quotes: quotes(quote('MUG', 1250), quote('TEA', 499, { sold: false })) },
      'product-unavailable',
    ],
    [
      'two currencies',
      {
        quotes: quotes(
          quote('MUG', 1250),
          quote('TEA', 499, { price: { amount: 499, currency: 'USD' } }),
        ),
      },
      'mixed-currency',
    ],
    [
      'a currency we do not sell in',
      {
        lines: [{ sku: 'MUG', quantity: 1 }],
        quotes: quotes(quote('MUG', 1, { price: { amount: 1, currency: 'XXX' } })),
      },
      'unsupported-currency',
    ],
    ['another total than expected', { expectedTotal: eur(3996) }, 'price-changed'],
    [
      'the expected total in another currency',
      { expectedTotal: { amount: 3997, currency: 'USD' } },
      'price-changed',
    ],
    [
      'more than 10,000 of one SKU in all lines',
      {
        lines: [
          { sku: 'MUG', quantity: 10_000 },
          { sku: 'MUG', quantity: 1 },
        ],
      },
      'validation-failed',
    ],
    [
      'an amount beyond all numbers',
      {
        lines: [{ sku: 'MUG', quantity: 10_000 }],
        quotes: quotes(quote('MUG', Number.MAX_SAFE_INTEGER)),
      },
      'validation-failed',
    ],
  ])('refuses %s', (_, changes, code) => {
    expect(codeOf(() => run(absent, placeCommand(changes)))).toBe(code);
  });

  it('points at every line with an unknown SKU', () => {
    try {
      run(absent, placeCommand({ quotes: quotes() }));
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error) && error.options.errors?.map(({ pointer }) => pointer)).toEqual([
        '/lines/0/sku',
        '/lines/1/sku',
      ]);
    }
  });

  it('takes the expected total when it is right', () => {
    expect(run(absent, placeCommand({ expectedTotal: total })).state.status).toBe('pending_stock');
  });

  it('does not place an order twice', () => {
    expect(codeOf(() => run(orders.pending_stock, wishes.place))).toBe('already-exists');
  });
});

describe('the saga', () => {
  it('reserves before it authorises', () => {
    const placing = run(absent, wishes.place);
    expect(messagesOf(placing.state, placing.events)).toEqual([
      'products.reserve-stock.v1',
      'orders.order-placed.v1',
    ]);
    const reserving = run(placing.state, replies.reserved);
    expect(messagesOf(reserving.state, reserving.events)).toEqual([
      'payments.authorize-payment.v1',
    ]);
    const authorizing = run(reserving.state, replies.authorized);
    expect(authorizing.state.status).toBe('confirmed');
    expect(messagesOf(authorizing.state, authorizing.events)).toEqual([
      'orders.order-confirmed.v1',
    ]);
  });

  it('authorises the total with the payment token, and forgets the token afterwards', () => {
    const { state, events } = run(orders.pending_stock, replies.reserved);
    const [authorize] = events.flatMap((event) => orderDecider.react(event, state));
    expect(authorize?.data).toEqual({
      orderId,
      customerId,
      amount: total,
      paymentToken: 'tok_approved',
    });
    expect(JSON.stringify(orders.confirmed)).not.toContain('tok_approved');
  });

  it('authorises nothing for an order that costs nothing, and says so to payments', () => {
    const free = placeCommand({ quotes: quotes(quote('MUG', 0), quote('TEA', 0)) });
    const { state, events } = run(run(absent, free).state, replies.reserved);
    expect(state.status).toBe('confirmed');
    const messages = events.flatMap((event) => orderDecider.react(event, state));
    expect(messages.map(({ type }) => type)).toEqual([
      'orders.order-confirmed.v1',
      'payments.note-nothing-due.v1',
    ]);
    expect(messages.at(-1)?.data).toEqual({ orderId, customerId, currency: 'EUR' });
  });

  it('rejects without stock, and has nothing to undo', () => {
    const { state, events } = run(orders.pending_stock, replies.outOfStock);
    expect(state).toMatchObject({ status: 'rejected', reason: 'out_of_stock' });
    expect(messagesOf(state, events)).toEqual(['orders.order-rejected.v1']);
  });

  it('releases the stock when the payment is declined', () => {
    const { state, events } = run(orders.pending_payment, replies.declined);
    expect(state).toMatchObject({
      status: 'rejected',
      reason: 'payment_declined',
      order: { payment: { status: 'declined' } },
    });
    expect(messagesOf(state, events)).toEqual([
      'products.release-stock.v1',
      'orders.order-rejected.v1',
    ]);
  });

  it('undoes an authorisation of another amount, and does not fulfil the order', () => {
    const { state, events } = run(orders.pending_payment, {
      ...replies.authorized,
      amount: eur(1),
    });
    expect(state).toMatchObject({ status: 'rejected', reason: 'payment_declined' });
    expect(messagesOf(state, events)).toEqual([
      'products.release-stock.v1',
      'payments.void-payment.v1',
      'orders.order-rejected.v1',
    ]);
  });

  it.each([
    ['stock', orders.pending_stock, ['products.release-stock.v1']],
    ['payment', orders.pending_payment, ['products.release-stock.v1', 'payments.void-payment.v1']],
  ])('times out when %s does not answer, and undoes what is under way', (_, state, undone) => {
    const timedOut = run(state, replies.overdue);
    expect(timedOut.state).toMatchObject({ status: 'rejected', reason: 'timed_out' });
    expect(messagesOf(timedOut.state, timedOut.events)).toEqual([
      ...undone,
      'orders.order-rejected.v1',
    ]);
  });

  it('lets nothing time out before its deadline', () => {
    expect(run(orders.pending_stock, replies.notYetDue).decision).toEqual({
      ignored: 'not due before 2026-01-01T12:20:00.000Z',
    });
  });

  it('releases a reservation that comes too late, once', () => {
    const timedOut = orderAfter(wishes.place, replies.overdue);
    const late = run(timedOut, replies.reserved);
    expect(late.events.map(({ type }) => type)).toEqual(['stock-reserved-too-late']);
    expect(messagesOf(late.state, late.events)).toEqual(['products.release-stock.v1']);
    expect(run(late.state, replies.reserved).events).toEqual([]);
  });

  it('voids an authorisation that comes too late, once', () => {
    const timedOut = orderAfter(wishes.place, replies.reserved, replies.overdue);
    const late = run(timedOut, replies.authorized);
    expect(late.state.status).toBe('rejected');
    expect(messagesOf(late.state, late.events)).toEqual(['payments.void-payment.v1']);
    expect(run(late.state, replies.authorized).events).toEqual([]);
  });

  it('rejects when the reservation expires before the payment came', () => {
    const { state, events } = run(orders.pending_payment, replies.expired);
    expect(state).toMatchObject({ status: 'rejected', reason: 'timed_out' });
    expect(messagesOf(state, events)).toContain('payments.void-payment.v1');
  });
});

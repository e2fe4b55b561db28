// What every event of an order makes others do or hear: the streams on record, decision by decision.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';

const folder = new URL('../data/orders/', import.meta.url);
const streams = readdirSync(folder).map(
  (file) =>
    JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { events: readonly OrderEvent[] },
);

/** Events of one decision have one time. */
const decisionsOf = (events: readonly OrderEvent[]): OrderEvent[][] => [
  ...Map.groupBy(events, ({ at }) => at).values(),
];

const caused = new Map<string, Set<string>>();
for (const { events } of streams) {
  let state = orderDecider.initial;
  for (const decision of decisionsOf(events)) {
    state = decision.reduce(orderDecider.evolve, state);
    for (const event of decision) {
      const types = caused.get(event.type) ?? new Set();
      for (const { type } of orderDecider.react(event, state)) types.add(type);
      caused.set(event.type, types);
    }
  }
}

const release = 'products.release-stock.v1';
const voidPayment = 'payments.void-payment.v1';

const expected: Readonly<Record<OrderEvent['type'], readonly string[]>> = {
  'order-placed': ['products.reserve-stock.v1', 'orders.order-placed.v1'],
  'stock-reserved': ['payments.authorize-payment.v1'],
  'stock-reservation-failed': [],
  'stock-reserved-too-late': [release],
  'payment-authorized': [],
  'payment-declined': [release],
  'payment-mismatched': [release, voidPayment],
  'payment-authorized-too-late': [voidPayment],
  'placing-timed-out': [release, voidPayment],
  // Payments hears of an order that costs nothing.
  'order-confirmed': ['orders.order-confirmed.v1', 'payments.note-nothing-due.v1'],
  'order-rejected': ['orders.order-rejected.v1'],
  'cancellation-noted': [],
  'cancellation-requested': [release, voidPayment],
  // Only what is still awaited: in the recording the stock was free.
  'cancellation-retried': [voidPayment],
  // All that is unanswered: in the recording the payment was.
  'steps-retried': ['payments.authorize-payment.v1'],
  'stock-released': [],
  'payment-voided': [],
  'order-cancelled': ['orders.order-cancelled.v1'],
  'lines-cancelled': [release, voidPayment, 'orders.lines-cancelled.v1'],
  'address-changed': ['orders.address-changed.v1'],
  'order-shipped': [
    'products.commit-stock.v1',
    'payments.capture-payment.v1',
    'orders.order-shipped.v1',
  ],
  'payment-captured': [],
  'shipments-delivered': [],
  'order-delivered': ['orders.order-delivered.v1'],
  'return-requested': [],
  'return-received': ['products.restock.v1', 'orders.order-returned.v1'],
  'return-lapsed': [],
  'return-refused': [],
  'return-withdrawn': [],
  'order-returned': [],
  'refund-requested': ['payments.refund-payment.v1'],
  'payment-refunded': ['orders.order-refunded.v1'],
  'refund-failed': [],
  'payment-flagged': [],
  'payment-cleared': [],
  'customer-forgotten': [],
  'personal-data-erased': ['orders.personal-data-erased.v1'],
};

it.each(Object.entries(expected))('%s', (event, messages) => {
  expect([...(caused.get(event) ?? [])].sort()).toEqual([...messages].sort());
});

// What others must do or hear when something happened to an order.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import * as facts from '../../../events/messages/orders.ts';
import * as payments from '../../../events/messages/payments.ts';
import * as products from '../../../events/messages/products.ts';
import type { StockLine } from '../../../events/schemas.ts';
import { match } from '../../../platform/kernel/decider.ts';
import { times } from '../../../platform/kernel/money.ts';
import {
  authorizePayment,
  capturePayment,
  freeBoth,
  refundPayment,
  releaseStock,
  reserveStock,
  unanswered,
  voidPayment,
} from './asking.ts';
import { holdsTooMuch } from './deciding/charging.ts';
import { shippedLines } from './deciding/quantities.ts';
import type { LinesCancelled, OrderEvent, OrderShipped, ReturnReceived } from './events.ts';
import { isFree, type OrderDetails, type OrderState, type PlacedOrder } from './order.ts';

const summary = ({ orderId, customerId, lines, totals, shippingAddress }: OrderDetails) => ({
  orderId,
  customerId,
  lines: lines.map(({ sku, name, quantity, unitPrice, total }) => ({
    sku,
    name,
    quantity,
    subtotal: times(unitPrice, quantity),
    total,
  })),
  total: totals.total,
  parts: {
    discount: totals.discount,
    shipping: totals.shipping,
    tax: totals.tax,
    taxIncluded: totals.taxIncluded,
  },
  shippingAddress,
});

const noteNothingDue = (order: OrderDetails): OutgoingMessage[] => {
  if (!isFree(order)) return [];
  const { orderId, customerId, totals } = order;
  const { currency } = totals.total;
  return [message(payments.noteNothingDue, orderId, { orderId, customerId, currency })];
};

/** Money that stands against goods that will not be sent; asked for when all captures are through, which it could overtake. */
const freeRest = (order: OrderDetails): OutgoingMessage[] =>
  holdsTooMuch(order) ? [voidPayment(order)] : [];

const named = (order: OrderDetails, lines: readonly StockLine[]) => {
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return lines.map(({ sku, quantity }) => ({ sku, name: names.get(sku) ?? sku, quantity }));
};

/** Each shipment takes the money for what is in it. */
const sendGoods = (order: OrderDetails, event: OrderShipped): OutgoingMessage[] => {
  const { orderId } = order;
  const { shipmentId, carrier, trackingNumber, lines, charge } = event;
  return [
    message(products.commitStock, orderId, { orderId, shipmentId, lines: [...lines] }),
    ...capturePayment(order, shipmentId, charge),
    message(facts.orderShipped, orderId, {
      order: summary(order),
      shipmentId,
      carrier,
      trackingNumber,
      lines: named(order, lines),
      ...(charge === undefined ? {} : { charge }),
    }),
    ...freeRest(order),
  ];
};

/** What has expired is free already. */
const releaseLines = (
  { by, cancellationId, lines }: LinesCancelled,
  { orderId }: OrderDetails,
): OutgoingMessage[] =>
  by === 'staff'
    ? [message(products.releaseStock, orderId, { orderId, cancellationId, lines: [...lines] })]
    : [];

const restock = (
  { returnId, lines, damaged }: ReturnReceived,
  { orderId }: OrderDetails,
): OutgoingMessage[] =>
  damaged ? [] : [message(products.restock, orderId, { orderId, returnId, lines: [...lines] })];

/** While stock had not answered nothing was asked of payments yet. */
const undo = (order: OrderDetails, waitedFor: 'stock' | 'payment'): OutgoingMessage[] =>
  waitedFor === 'stock' ? [releaseStock(order)] : [releaseStock(order), voidPayment(order)];

const nothing = (): OutgoingMessage[] => [];

const reactions = match<OrderEvent, [PlacedOrder], OutgoingMessage[]>({
  'order-placed': ({ reservedUntil }, { order }) => [
    reserveStock(order, reservedUntil),
    message(facts.orderPlaced, order.orderId, { order: summary(order) }),
  ],
  'stock-reserved': (_, state) => authorizePayment(state),
  'stock-reservation-failed': nothing,
  'stock-reserved-too-late': (_, { order }) => [releaseStock(order)],
  'payment-authorized': nothing,
  'payment-declined': (_, { order }) => [releaseStock(order)],
  'payment-mismatched': (_, { order }) => [releaseStock(order), voidPayment(order)],
  'payment-authorized-too-late': (_, { order }) => [voidPayment(order)],
  'placing-timed-out': ({ waitedFor }, { order }) => undo(order, waitedFor),
  'order-confirmed': (_, { order }) => [
    message(facts.orderConfirmed, order.orderId, { order: summary(order) }),
    ...noteNothingDue(order),
  ],
  'order-rejected': ({ reason }, { order }) => [
    message(facts.orderRejected, order.orderId, { order: summary(order), reason }),
  ],
  'cancellation-noted': nothing,
  'cancellation-requested': (_, state) => freeBoth(state),
  'cancellation-retried': (_, state) => freeBoth(state),
  'steps-retried': (_, state) => unanswered(state),
  'stock-released': nothing,
  'payment-voided': nothing,
  'order-cancelled': (_, { order }) => [
    message(facts.orderCancelled, order.orderId, { order: summary(order) }),
  ],
  'lines-cancelled': (event, { order }) => [
    ...releaseLines(event, order),
    ...freeRest(order),
    message(facts.linesCancelled, order.orderId, {
      order: summary(order),
      cancellationId: event.cancellationId,
      lines: named(order, event.lines),
    }),
  ],
  'address-changed': (_, { order }) => [
    message(facts.addressChanged, order.orderId, { order: summary(order) }),
  ],
  'order-shipped': (event, { order }) => sendGoods(order, event),
  'payment-captured': (_, { order }) => freeRest(order),
  'shipments-delivered': nothing,
  'order-delivered': (_, { order }) => [
    message(facts.orderDelivered, order.orderId, {
      order: summary(order),
      lines: named(order, shippedLines(order)),
    }),
  ],
  'return-requested': nothing,
  'return-received': (event, { order }) => [
    ...restock(event, order),
    message(facts.orderReturned, order.orderId, {
      order: summary(order),
      returnId: event.returnId,
      lines: named(order, event.lines),
    }),
  ],
  'return-lapsed': nothing,
  'return-refused': nothing,
  'return-withdrawn': nothing,
  'order-returned': nothing,
  'refund-requested': ({ refundId, amount }, { order }) => [refundPayment(order, refundId, amount)],
  'payment-refunded': ({ refundId, amount }, { order }) => [
    message(facts.orderRefunded, order.orderId, { order: summary(order), refundId, amount }),
  ],
  'payment-flagged': nothing,
  'refund-failed': nothing,
  'payment-cleared': nothing,
  'customer-forgotten': nothing,
  'personal-data-erased': (_, { order: { orderId } }) => [
    message(facts.personalDataErased, orderId, { orderId }),
  ],
});

export const react = (event: OrderEvent, state: OrderState): OutgoingMessage[] =>
  state.status === 'absent' ? [] : reactions(event, state);

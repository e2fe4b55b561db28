// What others must do or hear when something happened to an order.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import * as facts from '../../../events/messages/orders.ts';
import * as payments from '../../../events/messages/payments.ts';
import * as products from '../../../events/messages/products.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import { times } from '../../../platform/kernel/money.ts';
import { holdsTooMuch } from './deciding/charging.ts';
import { stockLines } from './deciding/lines.ts';
import type { OrderEvent, OrderPlaced, OrderShipped } from './events.ts';
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

const reserveStock = ({ orderId, lines, reservedUntil }: OrderPlaced): OutgoingMessage =>
  message(products.reserveStock, orderId, {
    orderId,
    lines: stockLines(lines),
    expiresAt: reservedUntil,
  });

const releaseStock = ({ orderId }: OrderDetails): OutgoingMessage =>
  message(products.releaseStock, orderId, { orderId });

const voidPayment = ({ orderId }: OrderDetails): OutgoingMessage =>
  message(payments.voidPayment, orderId, { orderId });

const authorizePayment = (state: PlacedOrder): OutgoingMessage[] => {
  if (state.status !== 'pending_payment') return [];
  const { paymentToken, order } = state;
  const { orderId, customerId, totals } = order;
  const data = { orderId, customerId, amount: totals.total, paymentToken };
  return [message(payments.authorizePayment, orderId, data)];
};

const noteNothingDue = (order: OrderDetails): OutgoingMessage[] => {
  if (!isFree(order)) return [];
  const { orderId, customerId, totals } = order;
  const { currency } = totals.total;
  return [message(payments.noteNothingDue, orderId, { orderId, customerId, currency })];
};

/** Money that stands against goods that will not be sent; asked for when all captures are through, which it could overtake. */
const freeRest = (order: OrderDetails): OutgoingMessage[] =>
  holdsTooMuch(order) ? [voidPayment(order)] : [];

/** Each shipment takes the money for what is in it. */
const sendGoods = (order: OrderDetails, event: OrderShipped): OutgoingMessage[] => {
  const { orderId } = order;
  const { shipmentId, carrier, trackingNumber, lines, charge } = event;
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  const captures =
    charge !== undefined && charge.amount > 0
      ? [
          message(payments.capturePayment, orderId, {
            orderId,
            captureId: shipmentId,
            amount: charge,
          }),
        ]
      : [];
  return [
    message(products.commitStock, orderId, { orderId, shipmentId, lines: [...lines] }),
    ...captures,
    message(facts.orderShipped, orderId, {
      order: summary(order),
      shipmentId,
      carrier,
      trackingNumber,
      lines: lines.map(({ sku, quantity }) => ({ sku, name: names.get(sku) ?? sku, quantity })),
      ...(charge === undefined ? {} : { charge }),
    }),
    ...freeRest(order),
  ];
};

/** Stock and payment are asked only for what is still awaited. */
const freeBoth = (state: PlacedOrder): OutgoingMessage[] => {
  if (state.status !== 'cancel_pending') return [];
  const { awaits, order } = state;
  return [
    ...(awaits.stockRelease ? [releaseStock(order)] : []),
    ...(awaits.paymentVoid ? [voidPayment(order)] : []),
  ];
};

/** While stock had not answered nothing was asked of payments yet. */
const undo = (order: OrderDetails, waitedFor: 'stock' | 'payment'): OutgoingMessage[] =>
  waitedFor === 'stock' ? [releaseStock(order)] : [releaseStock(order), voidPayment(order)];

const reactions = (event: OrderEvent, state: PlacedOrder): OutgoingMessage[] => {
  const { order } = state;
  const { orderId } = order;
  switch (event.type) {
    case 'order-placed':
      return [reserveStock(event), message(facts.orderPlaced, orderId, { order: summary(order) })];
    case 'stock-reserved':
      return authorizePayment(state);
    case 'stock-reserved-too-late':
    case 'payment-declined':
      return [releaseStock(order)];
    case 'payment-authorized-too-late':
      return [voidPayment(order)];
    case 'payment-mismatched':
      return [releaseStock(order), voidPayment(order)];
    case 'placing-timed-out':
      return undo(order, event.waitedFor);
    case 'order-confirmed':
      return [
        message(facts.orderConfirmed, orderId, { order: summary(order) }),
        ...noteNothingDue(order),
      ];
    case 'order-rejected':
      return [
        message(facts.orderRejected, orderId, { order: summary(order), reason: event.reason }),
      ];
    case 'cancellation-requested':
    case 'cancellation-retried':
      return freeBoth(state);
    case 'order-cancelled':
      return [message(facts.orderCancelled, orderId, { order: summary(order) })];
    case 'lines-cancelled': {
      const { by, cancellationId, lines } = event;
      const release = { orderId, cancellationId, lines: [...lines] };
      return [
        // What has expired is free already.
        ...(by === 'staff' ? [message(products.releaseStock, orderId, release)] : []),
        ...freeRest(order),
      ];
    }
    case 'order-shipped':
      return sendGoods(order, event);
    case 'payment-captured':
      return freeRest(order);
    case 'order-delivered':
      return [message(facts.orderDelivered, orderId, { order: summary(order) })];
    case 'return-received': {
      const { returnId, lines, damaged } = event;
      return [
        ...(damaged
          ? []
          : [message(products.restock, orderId, { orderId, returnId, lines: [...lines] })]),
        message(facts.orderReturned, orderId, { order: summary(order), returnId }),
      ];
    }
    case 'refund-requested': {
      const { refundId, amount } = event;
      return [message(payments.refundPayment, orderId, { orderId, refundId, amount })];
    }
    case 'payment-refunded': {
      const { refundId, amount } = event;
      return [message(facts.orderRefunded, orderId, { order: summary(order), refundId, amount })];
    }
    case 'personal-data-erased':
      return [message(facts.personalDataErased, orderId, { orderId })];
    case 'stock-reservation-failed':
    case 'payment-authorized':
    case 'stock-released':
    case 'payment-voided':
    case 'cancellation-noted':
    case 'address-changed':
    case 'shipments-delivered':
    case 'return-requested':
    case 'return-lapsed':
    case 'return-refused':
    case 'return-withdrawn':
    case 'order-returned':
    case 'refund-failed':
    case 'payment-flagged':
    case 'payment-cleared':
    case 'customer-forgotten':
      return [];
    default:
      return unreachable(event);
  }
};

export const react = (event: OrderEvent, state: OrderState): OutgoingMessage[] =>
  state.status === 'absent' ? [] : reactions(event, state);

// What an order asks of stock and payment, and what of it nobody has answered yet.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import * as payments from '../../../events/messages/payments.ts';
import * as products from '../../../events/messages/products.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import { after, patience } from './deadlines.ts';
import { stockLines } from './deciding/lines.ts';
import type { OrderDetails, OrderState, PlacedOrder } from './order.ts';

export const reserveStock = (
  { orderId, lines }: OrderDetails,
  expiresAt: string,
): OutgoingMessage =>
  message(products.reserveStock, orderId, { orderId, lines: stockLines(lines), expiresAt });

export const releaseStock = ({ orderId }: OrderDetails): OutgoingMessage =>
  message(products.releaseStock, orderId, { orderId });

export const voidPayment = ({ orderId }: OrderDetails): OutgoingMessage =>
  message(payments.voidPayment, orderId, { orderId });

export const authorizePayment = (state: PlacedOrder): OutgoingMessage[] => {
  if (state.status !== 'pending_payment') return [];
  const { paymentToken, order } = state;
  const { orderId, customerId, totals } = order;
  const data = { orderId, customerId, amount: totals.total, paymentToken };
  return [message(payments.authorizePayment, orderId, data)];
};

export const capturePayment = (
  { orderId }: OrderDetails,
  captureId: string,
  amount: Money | undefined,
): OutgoingMessage[] =>
  amount !== undefined && amount.amount > 0
    ? [message(payments.capturePayment, orderId, { orderId, captureId, amount })]
    : [];

export const refundPayment = (
  { orderId }: OrderDetails,
  refundId: string,
  amount: Money,
): OutgoingMessage => message(payments.refundPayment, orderId, { orderId, refundId, amount });

/** Stock and payment are asked only for what is still awaited. */
export const freeBoth = (state: PlacedOrder): OutgoingMessage[] => {
  if (state.status !== 'cancel_pending') return [];
  const { awaits, order } = state;
  return [
    ...(awaits.stockRelease ? [releaseStock(order)] : []),
    ...(awaits.paymentVoid ? [voidPayment(order)] : []),
  ];
};

/** What was asked and has to be answered, as it would be asked again: whoever has done it already does nothing twice. */
export const unanswered = (state: OrderState): OutgoingMessage[] => {
  if (state.status === 'absent') return [];
  const { order, status } = state;
  const reservedUntil = after(order.placedAt, patience.reservation);
  const { captures = [], refunds } = order.payment;
  return [
    ...(status === 'pending_stock' ? [reserveStock(order, reservedUntil)] : []),
    ...authorizePayment(state),
    ...freeBoth(state),
    ...order.shipments
      .filter(({ shipmentId }) => !captures.includes(shipmentId))
      .flatMap(({ shipmentId, charge }) => capturePayment(order, shipmentId, charge)),
    ...refunds
      .filter(({ done }) => !done)
      .map(({ refundId, amount }) => refundPayment(order, refundId, amount)),
  ];
};

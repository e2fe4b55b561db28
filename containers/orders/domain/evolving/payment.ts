// What becomes of the payment of an order.
import type { PaymentStatus } from '../../../../events/http/orders/orders.ts';
import { add, sum } from '../../../../platform/kernel/money.ts';
import type {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentRefunded,
  RefundFailed,
  RefundRequested,
} from '../events.ts';
import type { OrderDetails, Payment, PlacedOrder } from '../order.ts';

export const withPayment = (order: OrderDetails, payment: Partial<Payment>): OrderDetails => ({
  ...order,
  payment: { ...order.payment, ...payment },
});

export const withPaymentStatus = (state: PlacedOrder, status: PaymentStatus): PlacedOrder => ({
  ...state,
  order: withPayment(state.order, { status }),
});

export const authorized = (
  state: PlacedOrder,
  { capturesOnce }: PaymentAuthorized,
): PlacedOrder => {
  const once = capturesOnce === undefined ? {} : { capturesOnce };
  return { ...state, order: withPayment(state.order, { status: 'authorized', ...once }) };
};

export const captured = (order: OrderDetails, event: PaymentCaptured): OrderDetails => {
  const { payment } = order;
  const { captureId, amount } = event;
  const all = add(payment.captured, amount);
  const captures =
    captureId === undefined ? {} : { captures: [...(payment.captures ?? []), captureId] };
  const status = payment.refunds.some(({ done }) => done) ? 'partly_refunded' : 'captured';
  return withPayment(order, { status, captured: all, ...captures });
};

export const refundRequested = (state: PlacedOrder, event: RefundRequested): PlacedOrder => {
  const { refundId, amount, shares } = event;
  const known = shares === undefined ? {} : { shares };
  const refunds = [...state.order.payment.refunds, { refundId, amount, done: false, ...known }];
  return { ...state, order: withPayment(state.order, { refunds }) };
};

export const refundFailed = (state: PlacedOrder, { refundId }: RefundFailed): PlacedOrder => {
  const refunds = state.order.payment.refunds.filter((refund) => refund.refundId !== refundId);
  return { ...state, order: withPayment(state.order, { refunds }) };
};

export const refunded = (state: PlacedOrder, { refundId }: PaymentRefunded): PlacedOrder => {
  const { captured } = state.order.payment;
  const refunds = state.order.payment.refunds.map((item) =>
    item.refundId === refundId ? { ...item, done: true } : item,
  );
  const done = refunds.filter((item) => item.done).map(({ amount }) => amount);
  const isAll = sum(done, captured.currency).amount >= captured.amount;
  const status = isAll ? 'refunded' : 'partly_refunded';
  return { ...state, order: withPayment(state.order, { refunds, status }) };
};

// From placed to confirmed, rejected or cancelled.
import type { PaymentStatus } from '../../../../events/http/orders/orders.ts';
import { zero } from '../../../../platform/kernel/money.ts';
import type { CancellationRequested, OrderPlaced, OrderRejected } from '../events.ts';
import {
  type Cancelled,
  type CancelPending,
  type Confirmed,
  isFree,
  isPending,
  type PendingPayment,
  type PendingStock,
  type PlacedOrder,
  type Rejected,
} from '../order.ts';
import { withPayment } from './payment.ts';

export const placed = (event: OrderPlaced): PendingStock => ({
  status: 'pending_stock',
  paymentToken: event.paymentToken,
  deadline: event.deadline,
  order: {
    orderId: event.orderId,
    customerId: event.customerId,
    lines: event.lines,
    totals: event.totals,
    shippingAddress: event.shippingAddress,
    shippingMethod: event.shippingMethod,
    ...(event.coupon === undefined ? {} : { coupon: event.coupon }),
    ...(event.coupons === undefined ? {} : { coupons: event.coupons }),
    ...(event.fromCart === undefined ? {} : { fromCart: event.fromCart }),
    payment: { status: 'pending', captured: zero(event.totals.total.currency), refunds: [] },
    shipments: [],
    returns: [],
    placedAt: event.at,
    updatedAt: event.at,
  },
});

/** Only a pending order has a token and a deadline to pass on. */
export const reserved = (state: PlacedOrder): PlacedOrder =>
  state.status === 'pending_stock'
    ? ({ ...state, status: 'pending_payment' } satisfies PendingPayment)
    : state;

export const confirmed = ({ order }: PlacedOrder): Confirmed => ({
  status: 'confirmed',
  order: isFree(order) ? withPayment(order, { status: 'none' }) : order,
});

/** What the payment is once nobody waits for it any more. */
const paymentAfterRejection = ({ status, order }: PlacedOrder): PaymentStatus => {
  if (order.payment.status !== 'pending') return order.payment.status;
  return status === 'pending_payment' ? 'voided' : 'none';
};

export const rejected = (state: PlacedOrder, { reason }: OrderRejected): Rejected => ({
  status: 'rejected',
  order: withPayment(state.order, { status: paymentAfterRejection(state) }),
  reason,
  mayComeLate: {
    reservation: state.status === 'pending_stock',
    // A payment that was voided for its amount has already come.
    authorization: state.order.payment.status !== 'voided',
  },
});

export const noLongerLate = (
  state: PlacedOrder,
  came: Partial<Rejected['mayComeLate']>,
): PlacedOrder =>
  state.status === 'rejected'
    ? { ...state, mayComeLate: { ...state.mayComeLate, ...came } }
    : state;

export const freed = (state: PlacedOrder, done: Partial<CancelPending['awaits']>): PlacedOrder =>
  state.status === 'cancel_pending' ? { ...state, awaits: { ...state.awaits, ...done } } : state;

export const waitingUntil = (state: PlacedOrder, deadline: string): PlacedOrder =>
  isPending(state) ? { ...state, deadline } : state;

export const cancelling = (
  { order }: PlacedOrder,
  { deadline }: CancellationRequested,
): CancelPending => {
  const awaits = { stockRelease: true, paymentVoid: order.payment.status === 'authorized' };
  return { status: 'cancel_pending', order, awaits, deadline };
};

export const cancelled = ({ order }: PlacedOrder): Cancelled => {
  const { status } = order.payment;
  // Cancelled before anything was asked of the payment.
  const payment = { status: status === 'pending' ? ('none' as const) : status };
  return { status: 'cancelled', order: withPayment(order, payment) };
};

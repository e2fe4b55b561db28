// What each event makes of the order.
import type { PaymentStatus } from '../../../events/http/orders/orders.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import { add, sum, zero } from '../../../platform/kernel/money.ts';
import { isAllDelivered } from './deciding/quantities.ts';
import type {
  LinesCancelled,
  OrderEvent,
  OrderPlaced,
  OrderRejected,
  OrderShipped,
  PaymentCaptured,
  PaymentRefunded,
  ReturnRequested,
} from './events.ts';
import {
  type CancelPending,
  type Confirmed,
  erased,
  erasedText,
  isFree,
  isPending,
  type OrderDetails,
  type OrderState,
  type Payment,
  type PendingPayment,
  type PendingStock,
  type PlacedOrder,
  type Rejected,
  type Return,
} from './order.ts';

const placed = (event: OrderPlaced): PendingStock => ({
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
const reserved = (state: PlacedOrder): PlacedOrder =>
  state.status === 'pending_stock'
    ? ({ ...state, status: 'pending_payment' } satisfies PendingPayment)
    : state;

const withPayment = (order: OrderDetails, payment: Partial<Payment>): OrderDetails => ({
  ...order,
  payment: { ...order.payment, ...payment },
});

const paymentOf = (state: PlacedOrder, status: PaymentStatus): PlacedOrder => ({
  ...state,
  order: withPayment(state.order, { status }),
});

const confirmed = ({ order }: PlacedOrder): Confirmed => ({
  status: 'confirmed',
  order: isFree(order) ? withPayment(order, { status: 'none' }) : order,
});

/** What the payment is once nobody waits for it any more. */
const paymentAfterRejection = ({ status, order }: PlacedOrder): PaymentStatus => {
  if (order.payment.status !== 'pending') return order.payment.status;
  return status === 'pending_payment' ? 'voided' : 'none';
};

const rejected = (state: PlacedOrder, { reason }: OrderRejected): Rejected => ({
  status: 'rejected',
  order: withPayment(state.order, { status: paymentAfterRejection(state) }),
  reason,
  mayComeLate: {
    reservation: state.status === 'pending_stock',
    // A payment that was voided for its amount has already come.
    authorization: state.order.payment.status !== 'voided',
  },
});

const noLongerLate = (state: PlacedOrder, came: Partial<Rejected['mayComeLate']>): PlacedOrder =>
  state.status === 'rejected'
    ? { ...state, mayComeLate: { ...state.mayComeLate, ...came } }
    : state;

const freed = (state: PlacedOrder, done: Partial<CancelPending['awaits']>): PlacedOrder =>
  state.status === 'cancel_pending' ? { ...state, awaits: { ...state.awaits, ...done } } : state;

const waitingUntil = (state: PlacedOrder, deadline: string): PlacedOrder =>
  isPending(state) ? { ...state, deadline } : state;

/** Where an order of which something has left rests, by what has become of its lines. */
const resting = (order: OrderDetails): PlacedOrder => {
  if (!isAllDelivered(order)) return { status: 'shipped', order };
  const isComingBack = order.returns.some(({ status }) => status === 'requested');
  return { status: isComingBack ? 'return_pending' : 'delivered', order };
};

const shipped = ({ order }: PlacedOrder, event: OrderShipped): PlacedOrder => {
  const { shipmentId, carrier, trackingNumber, lines, charge, at } = event;
  const taken = charge === undefined ? {} : { charge };
  const shipment = { shipmentId, carrier, trackingNumber, lines, ...taken, shippedAt: at };
  return { status: 'shipped', order: { ...order, shipments: [...order.shipments, shipment] } };
};

/** Before anything has left, a part that is cancelled leaves the order where it is. */
const linesCancelled = (state: PlacedOrder, event: LinesCancelled): PlacedOrder => {
  const { cancellationId, lines } = event;
  const cancellations = [...(state.order.cancellations ?? []), { cancellationId, lines }];
  return { ...state, order: { ...state.order, cancellations } };
};

const captured = (order: OrderDetails, event: PaymentCaptured): OrderDetails => {
  const { payment } = order;
  const { captureId, amount } = event;
  const all = add(payment.captured, amount);
  const captures =
    captureId === undefined ? {} : { captures: [...(payment.captures ?? []), captureId] };
  const status = payment.refunds.some(({ done }) => done) ? 'partly_refunded' : 'captured';
  return withPayment(order, { status, captured: all, ...captures });
};

const arrived = (state: PlacedOrder, shipmentIds: readonly string[], at: string): PlacedOrder => {
  const shipments = state.order.shipments.map((shipment) =>
    shipmentIds.includes(shipment.shipmentId) ? { ...shipment, deliveredAt: at } : shipment,
  );
  return { ...state, order: { ...state.order, shipments } };
};

const comingBack = ({ order }: PlacedOrder, event: ReturnRequested): PlacedOrder => {
  const { returnId, lines, reason, at } = event;
  const item: Return = { returnId, lines, reason, status: 'requested', requestedAt: at };
  return resting({ ...order, returns: [...order.returns, item] });
};

/** A return that is over leaves an order from which more may come back. */
const returnOver = (
  { order }: PlacedOrder,
  returnId: string,
  end: Pick<Return, 'status' | 'refusal'>,
): PlacedOrder => {
  const returns = order.returns.map((item) =>
    item.returnId === returnId ? { ...item, ...end } : item,
  );
  return resting({ ...order, returns });
};

const refunded = (state: PlacedOrder, { refundId }: PaymentRefunded): PlacedOrder => {
  const { captured } = state.order.payment;
  const refunds = state.order.payment.refunds.map((item) =>
    item.refundId === refundId ? { ...item, done: true } : item,
  );
  const done = refunds.filter((item) => item.done).map(({ amount }) => amount);
  const isAll = sum(done, captured.currency).amount >= captured.amount;
  const status = isAll ? 'refunded' : 'partly_refunded';
  return { ...state, order: withPayment(state.order, { refunds, status }) };
};

const next = (state: PlacedOrder, event: OrderEvent): PlacedOrder => {
  const { order } = state;
  switch (event.type) {
    case 'order-placed':
      return placed(event);
    case 'stock-reserved':
      return reserved(state);
    case 'stock-reservation-failed':
    case 'placing-timed-out':
      return state;
    case 'stock-reserved-too-late':
      return noLongerLate(state, { reservation: false });
    case 'payment-authorized': {
      const once = event.capturesOnce === undefined ? {} : { capturesOnce: event.capturesOnce };
      return { ...state, order: withPayment(order, { status: 'authorized', ...once }) };
    }
    case 'payment-declined':
      return paymentOf(state, 'declined');
    case 'payment-mismatched':
      return paymentOf(state, 'voided');
    case 'payment-authorized-too-late':
      return noLongerLate(paymentOf(state, 'voided'), { authorization: false });
    case 'order-confirmed':
      return confirmed(state);
    case 'order-rejected':
      return rejected(state, event);
    case 'cancellation-noted':
      return { ...state, order: { ...order, cancelBy: event.by } };
    case 'cancellation-requested': {
      const awaits = { stockRelease: true, paymentVoid: order.payment.status === 'authorized' };
      return { status: 'cancel_pending', order, awaits, deadline: event.deadline };
    }
    case 'cancellation-retried':
      return waitingUntil(state, event.deadline);
    case 'stock-released':
      return freed(state, { stockRelease: false });
    case 'payment-voided':
      return freed(paymentOf(state, 'voided'), { paymentVoid: false });
    case 'order-cancelled': {
      const { status } = order.payment;
      // Cancelled before anything was asked of the payment.
      const payment = { status: status === 'pending' ? ('none' as const) : status };
      return { status: 'cancelled', order: withPayment(order, payment) };
    }
    case 'lines-cancelled':
      return linesCancelled(state, event);
    case 'address-changed':
      return { ...state, order: { ...order, shippingAddress: event.shippingAddress } };
    case 'order-shipped':
      return shipped(state, event);
    case 'payment-captured':
      return { ...state, order: captured(order, event) };
    case 'shipments-delivered':
      return arrived(state, event.shipmentIds, event.at);
    case 'order-delivered':
      return resting(order);
    case 'return-requested':
      return comingBack(state, event);
    case 'return-received':
      return returnOver(state, event.returnId, { status: 'received' });
    case 'return-lapsed':
      return returnOver(state, event.returnId, { status: 'lapsed' });
    case 'return-refused':
      return returnOver(state, event.returnId, { status: 'refused', refusal: event.reason });
    case 'return-withdrawn':
      return returnOver(state, event.returnId, { status: 'withdrawn' });
    case 'order-returned':
      return { status: 'returned', order };
    case 'refund-requested': {
      const { refundId, amount, shares } = event;
      const known = shares === undefined ? {} : { shares };
      const refunds = [...order.payment.refunds, { refundId, amount, done: false, ...known }];
      return { ...state, order: withPayment(order, { refunds }) };
    }
    case 'payment-refunded':
      return refunded(state, event);
    case 'refund-failed': {
      const refunds = order.payment.refunds.filter(({ refundId }) => refundId !== event.refundId);
      return { ...state, order: withPayment(order, { refunds }) };
    }
    case 'payment-flagged':
      return { ...state, order: { ...order, flag: event.reason } };
    case 'payment-cleared': {
      const { flag: _, ...cleared } = order;
      return { ...state, order: cleared };
    }
    case 'customer-forgotten':
      return { ...state, order: { ...order, erasure: 'due' } };
    case 'personal-data-erased': {
      const shippingAddress = erased(order.shippingAddress);
      const returns = order.returns.map((item) => ({
        ...item,
        reason: erasedText,
        ...(item.refusal === undefined ? {} : { refusal: erasedText }),
      }));
      return { ...state, order: { ...order, shippingAddress, returns, erasure: 'done' } };
    }
    default:
      return unreachable(event);
  }
};

const touched = (state: PlacedOrder, updatedAt: string): PlacedOrder => ({
  ...state,
  order: { ...state.order, updatedAt },
});

export const evolve = (state: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'order-placed') return placed(event);
  return state.status === 'absent' ? state : touched(next(state, event), event.at);
};

// What each event makes of the order.
import type { PaymentStatus } from '../../../events/http/orders.ts';
import { unreachable } from '../../../platform/decider.ts';
import { sum, zero } from '../../../platform/money.ts';
import type {
  OrderEvent,
  OrderPlaced,
  OrderRejected,
  OrderShipped,
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
  type ReturnPending,
  type Shipped,
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

const shipped = ({ order }: PlacedOrder, event: OrderShipped): Shipped => {
  const { shipmentId, carrier, trackingNumber, lines, at } = event;
  const shipment = { shipmentId, carrier, trackingNumber, lines, shippedAt: at };
  return { status: 'shipped', order: { ...order, shipments: [...order.shipments, shipment] } };
};

const arrived = (state: PlacedOrder, shipmentIds: readonly string[], at: string): PlacedOrder => {
  const shipments = state.order.shipments.map((shipment) =>
    shipmentIds.includes(shipment.shipmentId) ? { ...shipment, deliveredAt: at } : shipment,
  );
  return { ...state, order: { ...state.order, shipments } };
};

const comingBack = ({ order }: PlacedOrder, event: ReturnRequested): ReturnPending => {
  const { returnId, lines, reason, deadline, at } = event;
  const item: Return = { returnId, lines, reason, status: 'requested', requestedAt: at };
  const returns = [...order.returns, item];
  return { status: 'return_pending', order: { ...order, returns }, returnId, deadline };
};

/** A return that is over leaves a delivered order, from which more may come back. */
const returnOver = (
  { order }: PlacedOrder,
  returnId: string,
  status: Return['status'],
): PlacedOrder => {
  const returns = order.returns.map((item) =>
    item.returnId === returnId ? { ...item, status } : item,
  );
  return { status: 'delivered', order: { ...order, returns } };
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
    case 'payment-authorized':
      return paymentOf(state, 'authorized');
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
    case 'cancellation-requested': {
      const awaits = { stockRelease: true, paymentVoid: !isFree(order) };
      return { status: 'cancel_pending', order, awaits, deadline: event.deadline };
    }
    case 'cancellation-retried':
      return waitingUntil(state, event.deadline);
    case 'stock-released':
      return freed(state, { stockRelease: false });
    case 'payment-voided':
      return freed(paymentOf(state, 'voided'), { paymentVoid: false });
    case 'order-cancelled':
      return { status: 'cancelled', order };
    case 'order-shipped':
      return shipped(state, event);
    case 'payment-captured':
      return {
        ...state,
        order: withPayment(order, { status: 'captured', captured: event.amount }),
      };
    case 'shipments-delivered':
      return arrived(state, event.shipmentIds, event.at);
    case 'order-delivered':
      return { status: 'delivered', order };
    case 'return-requested':
      return comingBack(state, event);
    case 'return-received':
      return returnOver(state, event.returnId, 'received');
    case 'return-lapsed':
      return returnOver(state, event.returnId, 'lapsed');
    case 'order-returned':
      return { status: 'returned', order };
    case 'refund-requested': {
      const { refundId, amount } = event;
      const refunds = [...order.payment.refunds, { refundId, amount, done: false }];
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
      const returns = order.returns.map((item) => ({ ...item, reason: erasedText }));
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

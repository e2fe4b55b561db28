// What each event makes of the order.
import { match } from '../../../platform/kernel/decider.ts';
import { erased, erasedText } from './address/erased.ts';
import type { OrderEvent } from './events.ts';
import {
  arrived,
  comingBack,
  linesCancelled,
  resting,
  returnOver,
  shipped,
} from './evolving/goods.ts';
import {
  authorized,
  captured,
  refunded,
  refundFailed,
  refundRequested,
  withPaymentStatus,
} from './evolving/payment.ts';
import {
  cancelled,
  cancelling,
  confirmed,
  freed,
  noLongerLate,
  placed,
  rejected,
  reserved,
  waitingUntil,
} from './evolving/placing.ts';
import type { OrderDetails, OrderState, PlacedOrder } from './order.ts';

const withDetails = (state: PlacedOrder, details: Partial<OrderDetails>): PlacedOrder => ({
  ...state,
  order: { ...state.order, ...details },
});

const cleared = (state: PlacedOrder): PlacedOrder => {
  const { flag: _, ...order } = state.order;
  return { ...state, order };
};

const withoutPersonalData = (state: PlacedOrder): PlacedOrder => {
  const shippingAddress = erased(state.order.shippingAddress);
  const returns = state.order.returns.map((item) => ({
    ...item,
    reason: erasedText,
    ...(item.refusal === undefined ? {} : { refusal: erasedText }),
  }));
  return withDetails(state, { shippingAddress, returns, erasure: 'done' });
};

const unchanged = (_: OrderEvent, state: PlacedOrder): PlacedOrder => state;

const next = match<OrderEvent, [PlacedOrder], PlacedOrder>({
  'order-placed': placed,
  'stock-reserved': (_, state) => reserved(state),
  'stock-reservation-failed': unchanged,
  'stock-reserved-too-late': (_, state) => noLongerLate(state, { reservation: false }),
  'payment-authorized': (event, state) => authorized(state, event),
  'payment-declined': (_, state) => withPaymentStatus(state, 'declined'),
  'payment-mismatched': (_, state) => withPaymentStatus(state, 'voided'),
  'payment-authorized-too-late': (_, state) =>
    noLongerLate(withPaymentStatus(state, 'voided'), { authorization: false }),
  'placing-timed-out': unchanged,
  'order-confirmed': (_, state) => confirmed(state),
  'order-rejected': (event, state) => rejected(state, event),
  'cancellation-noted': ({ by }, state) => withDetails(state, { cancelBy: by }),
  'cancellation-requested': (event, state) => cancelling(state, event),
  'cancellation-retried': ({ deadline }, state) => waitingUntil(state, deadline),
  'steps-retried': unchanged,
  'stock-released': (_, state) => freed(state, { stockRelease: false }),
  'payment-voided': (_, state) => freed(withPaymentStatus(state, 'voided'), { paymentVoid: false }),
  'order-cancelled': (_, state) => cancelled(state),
  'lines-cancelled': (event, state) => linesCancelled(state, event),
  'address-changed': ({ shippingAddress, number }, state) =>
    withDetails(state, { shippingAddress, ...(number && { addressChanges: number }) }),
  'order-shipped': (event, state) => shipped(state, event),
  'payment-captured': (event, state) => ({ ...state, order: captured(state.order, event) }),
  'shipments-delivered': ({ shipmentIds, at }, state) => arrived(state, shipmentIds, at),
  'order-delivered': (_, { order }) => resting(order),
  'return-requested': (event, state) => comingBack(state, event),
  'return-received': ({ returnId }, state) => returnOver(state, returnId, { status: 'received' }),
  'return-lapsed': ({ returnId }, state) => returnOver(state, returnId, { status: 'lapsed' }),
  'return-refused': ({ returnId, reason }, state) =>
    returnOver(state, returnId, { status: 'refused', refusal: reason }),
  'return-withdrawn': ({ returnId }, state) => returnOver(state, returnId, { status: 'withdrawn' }),
  'order-returned': (_, { order }) => ({ status: 'returned', order }),
  'refund-requested': (event, state) => refundRequested(state, event),
  'payment-refunded': (event, state) => refunded(state, event),
  'payment-flagged': ({ reason }, state) => withDetails(state, { flag: reason }),
  'refund-failed': (event, state) => refundFailed(state, event),
  'payment-cleared': (_, state) => cleared(state),
  'customer-forgotten': (_, state) => withDetails(state, { erasure: 'due' }),
  'personal-data-erased': (_, state) => withoutPersonalData(state),
});

const touched = (state: PlacedOrder, updatedAt: string): PlacedOrder => ({
  ...state,
  order: { ...state.order, updatedAt },
});

export const evolve = (state: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'order-placed') return placed(event);
  return state.status === 'absent' ? state : touched(next(event, state), event.at);
};

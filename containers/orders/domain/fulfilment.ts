// Goods leave in one or more shipments and arrive; the payment is captured with the first.
import { type Decision, ignore } from '../../../platform/decider.ts';
import type {
  Deliver,
  RecordPaymentCaptured,
  RecordPaymentCleared,
  RecordPaymentFlagged,
  Ship,
} from './commands.ts';
import { unshippedLines } from './delivery.ts';
import type { OrderEvent } from './events.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import { refuseBeyond, stockLines } from './lines.ts';
import { isCaptured, type OrderState } from './order.ts';

export const ship = (command: Ship, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const isShippable = placed.status === 'confirmed' || placed.status === 'shipped';
  if (!isShippable || placed.order.flag !== undefined) throw invalidState(placed, 'shipped');
  const left = unshippedLines(placed.order);
  if (left.length === 0) throw invalidState(placed, 'shipped');
  const lines = stockLines(command.lines ?? left);
  refuseBeyond(command.lines ?? left, left, 'shipped');
  const { at, shipmentId, carrier, trackingNumber } = command;
  return [{ type: 'order-shipped', at, shipmentId, carrier, trackingNumber, lines }];
};

export const deliver = ({ at }: Deliver, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const { status, order } = placed;
  if (status !== 'shipped' && status !== 'delivered') throw invalidState(placed, 'delivered');
  const shipmentIds = order.shipments
    .filter(({ deliveredAt }) => deliveredAt === undefined)
    .map(({ shipmentId }) => shipmentId);
  if (shipmentIds.length === 0) return ignore('nothing is under way: it was delivered before');
  const delivered: OrderEvent = { type: 'shipments-delivered', at, shipmentIds };
  return unshippedLines(order).length === 0
    ? [delivered, { type: 'order-delivered', at }]
    : [delivered];
};

export const recordPaymentCaptured = (
  { at, amount }: RecordPaymentCaptured,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  const { order } = state;
  if (order.shipments.length === 0) return ignore('nothing was shipped, nothing is captured');
  return isCaptured(order.payment)
    ? ignore('the payment was captured before')
    : [{ type: 'payment-captured', at, amount }];
};

export const recordPaymentFlagged = (
  { at, reason }: RecordPaymentFlagged,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  return state.order.flag === undefined
    ? [{ type: 'payment-flagged', at, reason }]
    : ignore('the order is flagged already');
};

export const recordPaymentCleared = (
  { at }: RecordPaymentCleared,
  state: OrderState,
): Decision<OrderEvent> =>
  state.status === 'absent' || state.order.flag === undefined
    ? ignore('the order is not flagged')
    : [{ type: 'payment-cleared', at }];

// Goods leave in one or more shipments and arrive; each shipment takes the money for what is in it.
import type { StockLine } from '../../../../events/schemas.ts';
import { type Decision, ignore } from '../../../../platform/kernel/decider.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import { compare, type Money } from '../../../../platform/kernel/money.ts';
import type {
  Deliver,
  RecordPaymentCaptured,
  RecordPaymentCleared,
  RecordPaymentFlagged,
  Ship,
} from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import type { OrderDetails, OrderState } from '../order.ts';
import { chargeFor, isPaidUpFront } from './charging.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import { refuseBeyond, stockLines, without } from './lines.ts';
import { unsentLines } from './quantities.ts';
import { refundable } from './refunding.ts';

/** What is taken for the lines; throws `invalid-state` where it was taken before and has been given back. */
const chargeOf = (order: OrderDetails, lines: readonly StockLine[]): { charge?: Money } => {
  const charge = chargeFor(order, lines);
  if (!isPaidUpFront(order)) return { charge };
  if (order.payment.refunds.length > 0 && compare(refundable(order), charge) < 0) {
    throw new AppError('invalid-state', { detail: 'What was refunded cannot be shipped.' });
  }
  return {};
};

/** Throws `invalid-state` where the payment can be taken once and this shipment is not all of it. */
const refuseFurtherCaptures = (
  { payment }: OrderDetails,
  left: readonly StockLine[],
  lines: readonly StockLine[],
): void => {
  if (!payment.capturesOnce || without(left, lines).length === 0) return;
  const detail =
    'This payment can be taken once only: ship all that is left, or cancel what is not sent.';
  throw new AppError('invalid-state', { detail });
};

export const ship = (command: Ship, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const isShippable = placed.status === 'confirmed' || placed.status === 'shipped';
  if (!isShippable || placed.order.flag !== undefined) throw invalidState(placed, 'shipped');
  const left = unsentLines(placed.order);
  if (left.length === 0) throw invalidState(placed, 'shipped');
  const lines = stockLines(command.lines ?? left);
  refuseBeyond(command.lines ?? left, left, 'shipped');
  refuseFurtherCaptures(placed.order, left, lines);
  const { at, shipmentId, carrier, trackingNumber } = command;
  const taken = chargeOf(placed.order, lines);
  return [{ type: 'order-shipped', at, shipmentId, carrier, trackingNumber, lines, ...taken }];
};

export const deliver = ({ at }: Deliver, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const { status, order } = placed;
  if (!['shipped', 'delivered', 'return_pending'].includes(status)) {
    throw invalidState(placed, 'delivered');
  }
  const shipmentIds = order.shipments
    .filter(({ deliveredAt }) => deliveredAt === undefined)
    .map(({ shipmentId }) => shipmentId);
  if (shipmentIds.length === 0) return ignore('nothing is under way: it was delivered before');
  const delivered: OrderEvent = { type: 'shipments-delivered', at, shipmentIds };
  return unsentLines(order).length === 0
    ? [delivered, { type: 'order-delivered', at }]
    : [delivered];
};

export const recordPaymentCaptured = (
  { at, captureId, amount }: RecordPaymentCaptured,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  const { order } = state;
  const shipment = order.shipments.find(({ shipmentId }) => shipmentId === captureId);
  if (shipment === undefined) return ignore('nothing was shipped under this id');
  const { captures = [], captured } = order.payment;
  const isKnown =
    shipment.charge === undefined ? captured.amount > 0 : captures.includes(captureId);
  return isKnown
    ? ignore('the payment was captured before')
    : [{ type: 'payment-captured', at, captureId, amount }];
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

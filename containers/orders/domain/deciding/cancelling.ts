// Cancelling what has not left: all of an order, or lines of it; stock and money are freed.
import type { StockLine } from '../../../../events/schemas.ts';
import { type Decision, ignore } from '../../../../platform/kernel/decider.ts';
import type { Cancel, CancelLines, RecordPaymentVoided, RecordStockReleased } from '../commands.ts';
import { after, patience, timeOut } from '../deadlines.ts';
import type { CancellationRequested, LinesCancelled, OrderEvent } from '../events.ts';
import { isFree, type OrderDetails, type OrderState } from '../order.ts';
import { isPaidUpFront, worthAfter } from './charging.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import { refuseBeyond, stockLines, without } from './lines.ts';
import { cancelledLines, isAllDelivered, isAllReturned, unsentLines } from './quantities.ts';
import { refundRest, refundUpFront } from './refunding.ts';

/** The cancellation that was asked for while the order was still being placed. */
export const cancellation = (
  { cancelBy = 'customer' }: OrderDetails,
  at: string,
): CancellationRequested => requested(cancelBy, at);

const requested = (by: CancellationRequested['by'], at: string): CancellationRequested => ({
  type: 'cancellation-requested',
  at,
  by,
  deadline: after(at, patience.cancelling),
});

export const cancel = (command: Cancel, state: OrderState): Decision<OrderEvent> => {
  const { at, actor, cancellationId, refundId } = command;
  const placed = placedAndVisible(state, actor);
  switch (placed.status) {
    case 'pending_stock':
    case 'pending_payment':
      return placed.order.cancelBy === undefined
        ? [{ type: 'cancellation-noted', at, by: actor.kind }]
        : ignore('the cancellation was noted before');
    case 'confirmed':
      return [requested(actor.kind, at)];
    case 'shipped':
      if (actor.kind !== 'staff') throw invalidState(placed, 'cancelled');
      return cancelLines({ type: 'cancel-lines', at, cancellationId, refundId }, state);
    default:
      throw invalidState(placed, 'cancelled');
  }
};

type Ending = Omit<LinesCancelled, 'type'> & { readonly refundId: string };

/** Money that was taken before it was known that they are not sent; beside goods that have all come back, whatever is left. */
const refundFor = (
  lines: readonly StockLine[],
  left: OrderDetails,
  asked: Parameters<typeof refundRest>[0],
): OrderEvent[] => {
  if (isAllReturned(left)) return refundRest(asked, left);
  if (!isPaidUpFront(left)) return [];
  const rest = without(left.lines, cancelledLines(left));
  return refundUpFront(asked, left, worthAfter(left, rest, lines));
};

/** Goods that had not left are taken off the order, which is over where the others have arrived. */
const takeOff = (order: OrderDetails, { refundId, ...cancelled }: Ending): OrderEvent[] => {
  const { at, lines, cancellationId } = cancelled;
  const cancellations = [...(order.cancellations ?? []), { cancellationId, lines }];
  const left: OrderDetails = { ...order, cancellations };
  const refund = refundFor(lines, left, { at, refundId, reason: 'goods not sent' });
  return [{ type: 'lines-cancelled', ...cancelled }, ...refund, ...ended(left, at)];
};

const ended = (order: OrderDetails, at: string): OrderEvent[] => {
  if (!isAllDelivered(order)) return [];
  return [{ type: isAllReturned(order) ? 'order-returned' : 'order-delivered', at }];
};

export const cancelLines = (command: CancelLines, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const { order, status } = placed;
  const left = unsentLines(order);
  const isOpen = status === 'confirmed' || status === 'shipped';
  if (!isOpen || left.length === 0) throw invalidState(placed, 'cancelled');
  const { at, cancellationId, refundId } = command;
  refuseBeyond(command.lines ?? left, left, 'cancelled');
  const lines = stockLines(command.lines ?? left);
  const isAll = without(left, lines).length === 0;
  return isAll && order.shipments.length === 0
    ? [requested('staff', at)]
    : takeOff(order, { at, cancellationId, lines, by: 'staff', refundId });
};

export const recordStockReleased = (
  { at, reason }: RecordStockReleased,
  state: OrderState,
): Decision<OrderEvent> => {
  switch (state.status) {
    case 'cancel_pending': {
      if (!state.awaits.stockRelease) return ignore('the stock was released before');
      const released: OrderEvent = { type: 'stock-released', at };
      return state.awaits.paymentVoid ? [released] : [released, { type: 'order-cancelled', at }];
    }
    case 'pending_payment':
      // The reservation is gone before the payment came: the goods cannot be promised any more.
      return reason === 'expired' ? timeOut('payment', at) : ignore('the release was not ours');
    case 'confirmed':
      return reason === 'expired' ? giveUp(state.order, at) : ignore('the release was not ours');
    case 'shipped':
      return reason === 'expired'
        ? giveUpRest(state.order, unsentLines(state.order), at)
        : ignore('the release was ours');
    default:
      return ignore(`the order is ${state.status}`);
  }
};

/** Nobody shipped in time and the reservation has expired: the shop cancels. */
const giveUp = (order: OrderDetails, at: string): OrderEvent[] => [
  requested('expired-reservation', at),
  { type: 'stock-released', at },
  ...(isFree(order) ? [{ type: 'order-cancelled', at } as const] : []),
];

/** A part was shipped in time: the shop cancels the rest. A reservation expires once, so its end needs no other name. */
const giveUpRest = (
  order: OrderDetails,
  lines: readonly StockLine[],
  at: string,
): Decision<OrderEvent> => {
  if (lines.length === 0) return ignore('everything has left');
  const [cancellationId, refundId] = ['expired', 'expired'];
  return takeOff(order, { at, cancellationId, lines, by: 'expired-reservation', refundId });
};

export const recordPaymentVoided = (
  { at }: RecordPaymentVoided,
  state: OrderState,
): Decision<OrderEvent> => {
  const voided: OrderEvent = { type: 'payment-voided', at };
  if (state.status === 'cancel_pending') {
    if (!state.awaits.paymentVoid) return ignore('the payment was voided before');
    return state.awaits.stockRelease ? [voided] : [voided, { type: 'order-cancelled', at }];
  }
  // What was sent cost nothing, and the rest was cancelled.
  const isOfShipped =
    state.status !== 'absent' &&
    state.order.shipments.length > 0 &&
    state.order.payment.status === 'authorized';
  return isOfShipped ? [voided] : ignore(`the order is ${state.status}`);
};

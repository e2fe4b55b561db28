// Cancelling a confirmed order: stock and money are freed, then it is cancelled.
import { type Decision, ignore } from '../../../platform/decider.ts';
import type { Cancel, RecordPaymentVoided, RecordStockReleased } from './commands.ts';
import { after, patience, timeOut } from './deadlines.ts';
import type { OrderEvent } from './events.ts';
import { invalidState, placedAndVisible } from './guards.ts';
import { isFree, type OrderDetails, type OrderState } from './order.ts';

export const cancel = ({ at, actor }: Cancel, state: OrderState): Decision<OrderEvent> => {
  const order = placedAndVisible(state, actor);
  if (order.status !== 'confirmed') throw invalidState(order, 'cancelled');
  const deadline = after(at, patience.cancelling);
  return [{ type: 'cancellation-requested', at, by: actor.kind, deadline }];
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
    default:
      return ignore(`the order is ${state.status}`);
  }
};

/** Nobody shipped in time and the reservation has expired: the shop cancels. */
const giveUp = (order: OrderDetails, at: string): OrderEvent[] => {
  const deadline = after(at, patience.cancelling);
  return [
    { type: 'cancellation-requested', at, by: 'expired-reservation', deadline },
    { type: 'stock-released', at },
    ...(isFree(order) ? [{ type: 'order-cancelled', at } as const] : []),
  ];
};

export const recordPaymentVoided = (
  { at }: RecordPaymentVoided,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status !== 'cancel_pending') return ignore(`the order is ${state.status}`);
  if (!state.awaits.paymentVoid) return ignore('the payment was voided before');
  const voided: OrderEvent = { type: 'payment-voided', at };
  return state.awaits.stockRelease ? [voided] : [voided, { type: 'order-cancelled', at }];
};

// Delivered goods come back: asked for by the customer, received by staff, refunded and put back into stock.
import type { StockLine } from '../../../events/schemas.ts';
import type { Decision } from '../../../platform/decider.ts';
import { AppError } from '../../../platform/errors.ts';
import type { ReceiveReturn, RequestReturn } from './commands.ts';
import { after, patience } from './deadlines.ts';
import { shippedLines } from './delivery.ts';
import type { OrderEvent } from './events.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import { refuseBeyond, stockLines, without } from './lines.ts';
import { erasedText, isCaptured, isFree, type OrderDetails, type OrderState } from './order.ts';
import { refundForReturn } from './refunding.ts';

/** Goods that came back before. */
const returnedLines = ({ returns }: OrderDetails): StockLine[] =>
  stockLines(returns.filter(({ status }) => status === 'received').flatMap(({ lines }) => lines));

export const requestReturn = (command: RequestReturn, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, command.actor);
  if (placed.status !== 'delivered') throw invalidState(placed, 'returned');
  const { order } = placed;
  const { at, returnId } = command;
  // Who is forgotten leaves no more words.
  const reason = order.erasure === undefined ? command.reason : erasedText;
  refuseBeyond(command.lines, without(shippedLines(order), returnedLines(order)), 'returned');
  const lines = stockLines(command.lines);
  const deadline = after(at, patience.returning);
  return [{ type: 'return-requested', at, returnId, lines, reason, deadline }];
};

export const receiveReturn = (command: ReceiveReturn, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const { at, returnId, refundId } = command;
  const { order } = placed;
  const known = order.returns.find((item) => item.returnId === returnId);
  if (known === undefined) throw new AppError('not-found');
  const isAwaited = placed.status === 'return_pending' && placed.returnId === returnId;
  const isPaid = isFree(order) || isCaptured(order.payment);
  if (!isAwaited || !isPaid) {
    throw invalidState(placed, 'taken back');
  }
  const { lines } = known;
  const before = returnedLines(order);
  const isEverything = without(order.lines, [...before, ...lines]).length === 0;
  const amount = refundForReturn(order, lines, before, isEverything);
  const received: OrderEvent[] = [{ type: 'return-received', at, returnId, lines }];
  const refunded: OrderEvent[] =
    amount.amount > 0
      ? [{ type: 'refund-requested', at, refundId, amount, reason: 'goods returned' }]
      : [];
  const closed: OrderEvent[] = isEverything ? [{ type: 'order-returned', at }] : [];
  return [...received, ...refunded, ...closed];
};

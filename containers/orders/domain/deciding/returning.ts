// Delivered goods come back: asked for by the customer, received or refused by staff, refunded and put back into stock.
import type { Decision } from '../../../../platform/kernel/decider.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import { erasedText } from '../address/erased.ts';
import type {
  Actor,
  ReceiveReturn,
  RefuseReturn,
  RequestReturn,
  WithdrawReturn,
} from '../commands.ts';
import { after, patience } from '../deadlines.ts';
import type { OrderEvent } from '../events.ts';
import type { OrderDetails, OrderState, PlacedOrder, Return } from '../order.ts';
import { isAllCaptured } from './charging.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import { refuseBeyond, stockLines } from './lines.ts';
import { isAllReturned, returnableLines, returnedLines } from './quantities.ts';
import { refundForReturn, refundRest } from './refunding.ts';

/** What was delivered may come back, also while the rest is under way. */
const hasGoods = ({ status, order }: PlacedOrder): boolean =>
  ['shipped', 'delivered', 'return_pending'].includes(status) &&
  order.shipments.some(({ deliveredAt }) => deliveredAt !== undefined);

/** Withdrawn ones too: an order is read and shown with all of them. */
const mostReturns = 100;

/** Who is forgotten leaves no more words. */
const wordsOf = ({ erasure }: OrderDetails, words: string): string =>
  erasure === undefined ? words : erasedText;

export const requestReturn = (command: RequestReturn, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, command.actor);
  if (!hasGoods(placed)) throw invalidState(placed, 'returned');
  const { order } = placed;
  const { at, returnId } = command;
  if (order.returns.length >= mostReturns) {
    throw new AppError('invalid-state', { detail: `An order has at most ${mostReturns} returns.` });
  }
  refuseBeyond(command.lines, returnableLines(order), 'returned');
  const lines = stockLines(command.lines);
  const reason = wordsOf(order, command.reason);
  const deadline = after(at, patience.returning);
  return [{ type: 'return-requested', at, returnId, lines, reason, deadline }];
};

/** Throws `not-found` for a return that was never asked for, and `invalid-state` for one that is over. */
const openReturn = (
  state: OrderState,
  actor: Actor,
  { returnId, action }: { readonly returnId: string; readonly action: string },
): { readonly order: OrderDetails; readonly item: Return } => {
  const { order } = placedAndVisible(state, actor);
  const item = order.returns.find((known) => known.returnId === returnId);
  if (item === undefined) throw new AppError('not-found');
  if (item.status !== 'requested') {
    throw new AppError('invalid-state', {
      detail: `A return that is ${item.status} cannot be ${action}.`,
    });
  }
  return { order, item };
};

export const receiveReturn = (command: ReceiveReturn, state: OrderState): Decision<OrderEvent> => {
  const { at, returnId, refundId, damaged } = command;
  const { order, item } = openReturn(state, staff, { returnId, action: 'received' });
  if (!isAllCaptured(order)) {
    throw new AppError('invalid-state', {
      detail: 'The payment for what was sent has not come yet.',
    });
  }
  const { lines } = item;
  const returns = order.returns.map((known) =>
    known.returnId === returnId ? { ...known, status: 'received' as const } : known,
  );
  const isEverything = isAllReturned({ ...order, returns });
  const asked = { at, refundId, reason: 'goods returned' };
  return [
    { type: 'return-received', at, returnId, lines, ...(damaged ? { damaged: true } : {}) },
    ...(isEverything
      ? refundRest(asked, order)
      : refundForReturn(asked, order, { before: returnedLines(order), lines })),
    ...(isEverything ? [{ type: 'order-returned', at } as const] : []),
  ];
};

export const refuseReturn = (command: RefuseReturn, state: OrderState): Decision<OrderEvent> => {
  const { at, returnId } = command;
  const { order } = openReturn(state, staff, { returnId, action: 'refused' });
  return [{ type: 'return-refused', at, returnId, reason: wordsOf(order, command.reason) }];
};

export const withdrawReturn = (
  { at, actor, returnId }: WithdrawReturn,
  state: OrderState,
): Decision<OrderEvent> => {
  openReturn(state, actor, { returnId, action: 'withdrawn' });
  return [{ type: 'return-withdrawn', at, returnId }];
};

// Giving money back: never more than was captured, and never more for goods than was paid for them.
import type { StockLine } from '../../../events/schemas.ts';
import { type Decision, ignore } from '../../../platform/decider.ts';
import { AppError } from '../../../platform/errors.ts';
import {
  compare,
  formatMoney,
  isPayable,
  type Money,
  payableStep,
  portion,
  subtract,
  sum,
} from '../../../platform/money.ts';
import type { RecordPaymentRefunded, RecordRefundFailed, RefundOrder } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import { stockLines } from './lines.ts';
import type { OrderDetails, OrderLine, OrderState } from './order.ts';

/** Captured and neither refunded nor on its way back. */
export const refundable = ({ payment: { captured, refunds } }: OrderDetails): Money =>
  subtract(
    captured,
    sum(
      refunds.map(({ amount }) => amount),
      captured.currency,
    ),
  );

const isRefundable = (state: OrderState): boolean =>
  ['shipped', 'delivered', 'return_pending', 'returned'].includes(state.status);

export const refund = (command: RefundOrder, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  if (!isRefundable(placed)) throw invalidState(placed, 'refunded');
  const { at, refundId, amount, reason } = command;
  const most = refundable(placed.order);
  if (compare(amount, most) > 0) {
    throw new AppError('refund-exceeds-captured', {
      detail: `At most ${most.amount} ${most.currency} can be refunded.`,
    });
  }
  if (!isPayable(amount)) {
    const detail = `${formatMoney(amount)} cannot be paid.`;
    const errors = [{ pointer: '/amount/amount', code: 'amount-not-payable', detail }];
    throw new AppError('amount-not-payable', { errors });
  }
  return [{ type: 'refund-requested', at, refundId, amount, reason }];
};

export const recordPaymentRefunded = (
  { at, refundId, amount }: RecordPaymentRefunded,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  const known = state.order.payment.refunds.find((item) => item.refundId === refundId);
  if (known === undefined) return ignore('the refund was not asked for');
  return known.done
    ? ignore('the refund was recorded before')
    : [{ type: 'payment-refunded', at, refundId, amount }];
};

export const recordRefundFailed = (
  { at, refundId }: RecordRefundFailed,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  const known = state.order.payment.refunds.find((item) => item.refundId === refundId);
  return known === undefined || known.done
    ? ignore('no such refund is under way')
    : [{ type: 'refund-failed', at, refundId }];
};

/** What was paid for the first `quantity` pieces of a line, rounded once: all pieces together give the line's total. */
const paidForFirst = (line: OrderLine, quantity: number): Money =>
  portion(line.total, quantity, line.quantity, payableStep(line.total.currency));

/** What was paid for `lines`, when `before` came back already. */
const paidFor = (
  order: OrderDetails,
  lines: readonly StockLine[],
  before: readonly StockLine[],
): Money => {
  const earlier = new Map(stockLines(before).map(({ sku, quantity }) => [sku, quantity]));
  const now = new Map(stockLines(lines).map(({ sku, quantity }) => [sku, quantity]));
  const take = (pool: Map<string, number>, line: OrderLine, most: number): number => {
    const taken = Math.min(pool.get(line.sku) ?? 0, most);
    pool.set(line.sku, (pool.get(line.sku) ?? 0) - taken);
    return taken;
  };
  const amounts = order.lines.map((line) => {
    const first = take(earlier, line, line.quantity);
    const more = take(now, line, line.quantity - first);
    return subtract(paidForFirst(line, first + more), paidForFirst(line, first));
  });
  return sum(amounts, order.totals.total.currency);
};

/** The money for goods that came back; with the last of them, shipping too. */
export const refundForReturn = (
  order: OrderDetails,
  lines: readonly StockLine[],
  before: readonly StockLine[],
  isEverything: boolean,
): Money => {
  const most = refundable(order);
  if (isEverything) return most;
  const paid = paidFor(order, lines, before);
  return compare(paid, most) > 0 ? most : paid;
};

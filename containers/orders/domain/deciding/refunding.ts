// Giving money back: never more than was captured, and never more for a line than was paid for it.
import type { StockLine } from '../../../../events/schemas.ts';
import { type Decision, ignore } from '../../../../platform/kernel/decider.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import {
  allocate,
  compare,
  formatMoney,
  isPayable,
  type Money,
  money,
  subtract,
  sum,
} from '../../../../platform/kernel/money.ts';
import type { RecordPaymentRefunded, RecordRefundFailed, RefundOrder } from '../commands.ts';
import type { OrderEvent, RefundRequested } from '../events.ts';
import type { OrderDetails, OrderState } from '../order.ts';
import { chargedParts, partsOf } from './charging.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';

/** Captured and neither refunded nor on its way back. */
export const refundable = ({ payment: { captured, refunds } }: OrderDetails): Money =>
  subtract(
    captured,
    sum(
      refunds.map(({ amount }) => amount),
      captured.currency,
    ),
  );

const amountsOf = (shares: readonly Money[]): number[] => shares.map(({ amount }) => amount);

/** Minor units that came back or are on their way, by line, and beside the lines as the last one. */
export const refundedParts = (order: OrderDetails): number[] => {
  const charged = chargedParts(order);
  return order.payment.refunds.reduce<number[]>(
    (all, { amount, shares = amountsOf(allocate(amount, charged)) }) =>
      all.map((part, index) => part + (shares[index] ?? 0)),
    charged.map(() => 0),
  );
};

/** Minor units of each line that may still come back. */
const partsLeft = (order: OrderDetails): number[] => {
  const refunded = refundedParts(order);
  return chargedParts(order).map((part, index) => Math.max(0, part - (refunded[index] ?? 0)));
};

type Asked = Pick<RefundRequested, 'at' | 'refundId' | 'reason'>;

/** No event where nothing is to be given back. */
const refundOf = (asked: Asked, shares: readonly number[], currency: string): OrderEvent[] => {
  const amount = money(
    shares.reduce((all, share) => all + share, 0),
    currency,
  );
  return amount.amount > 0 ? [{ type: 'refund-requested', ...asked, amount, shares }] : [];
};

/** Shared out over the lines by what may still be given back for each. */
const sharesOf = (order: OrderDetails, amount: Money): number[] =>
  amountsOf(allocate(amount, partsLeft(order)));

const isRefundable = (state: OrderState): boolean =>
  ['shipped', 'delivered', 'return_pending', 'returned'].includes(state.status);

export const refund = (command: RefundOrder, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  if (!isRefundable(placed)) throw invalidState(placed, 'refunded');
  const { amount } = command;
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
  const { at, refundId, reason } = command;
  const shares = sharesOf(placed.order, amount);
  return refundOf({ at, refundId, reason }, shares, amount.currency);
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

/** Whatever may still come back, shipping too: nothing of what was sent is left with the customer. */
export const refundRest = (asked: Asked, order: OrderDetails): OrderEvent[] =>
  refundOf(asked, partsLeft(order), order.totals.total.currency);

/** The money for goods that came back after those `before`. */
export const refundForReturn = (
  asked: Asked,
  order: OrderDetails,
  { before, lines }: Readonly<Record<'before' | 'lines', readonly StockLine[]>>,
): OrderEvent[] => {
  const paid = partsOf(order, before, lines);
  const shares = partsLeft(order).map((most, index) => Math.min(most, paid[index] ?? 0));
  return refundOf(asked, shares, order.totals.total.currency);
};

/** Money that was taken for goods before it was known that they are not sent. */
export const refundUpFront = (asked: Asked, order: OrderDetails, worth: Money): OrderEvent[] => {
  const most = refundable(order);
  const amount = compare(worth, most) > 0 ? most : worth;
  return amount.amount > 0 ? refundOf(asked, sharesOf(order, amount), amount.currency) : [];
};

// An order as the API shows it.
import type { Order } from '../../events/http/orders/orders.ts';
import type { StockLine } from '../../events/schemas.ts';
import { money, subtract } from '../../platform/kernel/money.ts';
import { deliveryStatus } from './domain/deciding/delivery.ts';
import { lineQuantities } from './domain/deciding/quantities.ts';
import { refundable, refundedParts } from './domain/deciding/refunding.ts';
import type { PlacedOrder } from './domain/order.ts';
import { couponsOf } from './domain/pricing/coupon.ts';

/** With members in one order, so that an answer is the same to the byte: the table gives them in any. */
const ordered = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(ordered) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([member, part]) => [member, ordered(part)])) as T;
};

const writable = <T extends { readonly lines: readonly StockLine[] }>(part: T) => ({
  ...part,
  lines: [...part.lines],
});

/** What was bought, and what has become of each line. */
const linesOf = (state: PlacedOrder): Order['lines'] => {
  const refunded = refundedParts(state.order);
  return lineQuantities(state).map((line, index) => ({
    ...line,
    refunded: money(refunded[index] ?? 0, line.total.currency),
  }));
};

export const presentOrder = (state: PlacedOrder, version: number): Order => {
  const order = ordered(state.order);
  return {
    id: order.orderId,
    status: state.status,
    reason: state.status === 'rejected' ? state.reason : null,
    lines: ordered(linesOf(state)),
    totals: order.totals,
    shippingAddress: order.shippingAddress,
    shippingMethod: order.shippingMethod,
    coupon: order.coupon ?? null,
    coupons: [...couponsOf(order)],
    payment: {
      status: order.payment.status,
      captured: order.payment.captured,
      refunded: subtract(order.payment.captured, refundable(order)),
    },
    delivery: { status: deliveryStatus(state), shipments: order.shipments.map(writable) },
    returns: order.returns.map(writable),
    cancellationRequested: order.cancelBy !== undefined,
    version,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
  };
};

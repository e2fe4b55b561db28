// An order as the API shows it.
import type { Order, OrderUpdate } from '../../events/http/orders/orders.ts';
import type { StockLine } from '../../events/schemas.ts';
import type { RecordedEvent } from '../../platform/data/event-store.ts';
import { money, subtract } from '../../platform/kernel/money.ts';
import type { Actor } from './domain/commands.ts';
import { deliveryStatus } from './domain/deciding/delivery.ts';
import { lineQuantities } from './domain/deciding/quantities.ts';
import { refundable, refundedParts } from './domain/deciding/refunding.ts';
import type { OrderEvent } from './domain/events.ts';
import { couponsOf, type PlacedOrder } from './domain/order.ts';

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

/** What those who follow an order are told; `changes` are the facts that made it so. */
export const presentUpdate = (
  state: PlacedOrder,
  version: number,
  changes: readonly OrderEvent[],
): OrderUpdate => {
  const { order, status } = state;
  return {
    id: order.orderId,
    status,
    reason: status === 'rejected' ? state.reason : null,
    payment: { status: order.payment.status },
    delivery: { status: deliveryStatus(state) },
    cancellationRequested: order.cancelBy !== undefined,
    version,
    updatedAt: order.updatedAt,
    changes: changes.map(({ type }) => type),
  };
};

/** Members of events that are between us and the payment provider. */
const confidential = new Set(['paymentToken', 'providerReference']);

/** Why a payment is looked at is for those who look. */
const isForStaff = (type: OrderEvent['type'], member: string): boolean =>
  type === 'payment-flagged' && member === 'reason';

export const presentEvent = (
  { version, event, time }: RecordedEvent<OrderEvent>,
  { kind }: Actor,
) => {
  const { type, at: _, ...members } = event;
  const shown = Object.entries(members).filter(
    ([member]) => !confidential.has(member) && (kind === 'staff' || !isForStaff(type, member)),
  );
  return { version, type, time, data: Object.fromEntries(shown) };
};

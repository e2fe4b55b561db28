// What those who follow an order are shown: each change, and what has happened.
import type { OrderUpdate } from '../../../events/http/orders/orders.ts';
import type { RecordedEvent } from '../../../platform/data/commits.ts';
import type { Actor } from '../domain/commands.ts';
import { deliveryStatus } from '../domain/deciding/delivery.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { PlacedOrder } from '../domain/order.ts';

/** `changes` are the facts that made it so. */
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

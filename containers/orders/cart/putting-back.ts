// What a rejected order took out of its customer's cart goes back into it.
import { VersionConflict } from '../../../platform/data/event-store.ts';
import type { Write } from '../../../platform/data/table.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderState } from '../domain/order.ts';
import type { Carts } from './cart-store.ts';

export const cartWrites = async (
  carts: Pick<Carts, 'putBack'>,
  events: readonly OrderEvent[],
  state: OrderState,
): Promise<Write[]> => {
  const isRejected = events.some(({ type }) => type === 'order-rejected');
  if (!isRejected || state.status === 'absent') return [];
  const { orderId, customerId, lines, fromCart, erasure } = state.order;
  if (fromCart === undefined || erasure !== undefined) return [];
  // Decided again from the beginning, where the cart has changed meanwhile.
  return [
    await carts.putBack(customerId, lines, () => new VersionConflict(`cart of ${orderId}`, 0)),
  ];
};

// How far the goods of an order are.
import type { DeliveryStatus } from '../../../../events/http/orders/orders.ts';
import type { PlacedOrder } from '../order.ts';
import { unsentLines } from './quantities.ts';

/** Seen from the goods, whatever became of the order. */
export const deliveryStatus = ({ status, order }: PlacedOrder): DeliveryStatus => {
  if (status === 'rejected' || status === 'cancelled') return 'none';
  const { shipments } = order;
  if (shipments.length === 0) return 'pending';
  const isAllShipped = unsentLines(order).length === 0;
  const arrived = shipments.filter(({ deliveredAt }) => deliveredAt !== undefined);
  if (arrived.length === 0) return isAllShipped ? 'shipped' : 'partly_shipped';
  return isAllShipped && arrived.length === shipments.length ? 'delivered' : 'partly_delivered';
};

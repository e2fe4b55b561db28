// How far the goods of an order are.
import type { DeliveryStatus } from '../../../events/http/orders.ts';
import type { StockLine } from '../../../events/schemas.ts';
import { stockLines, without } from './lines.ts';
import type { OrderDetails, PlacedOrder } from './order.ts';

export const shippedLines = ({ shipments }: OrderDetails): StockLine[] =>
  stockLines(shipments.flatMap(({ lines }) => lines));

export const unshippedLines = (order: OrderDetails): StockLine[] =>
  without(order.lines, shippedLines(order));

/** Seen from the goods, whatever became of the order. */
export const deliveryStatus = ({ status, order }: PlacedOrder): DeliveryStatus => {
  if (status === 'rejected' || status === 'cancelled') return 'none';
  const { shipments } = order;
  if (shipments.length === 0) return 'pending';
  const isAllShipped = unshippedLines(order).length === 0;
  const arrived = shipments.filter(({ deliveredAt }) => deliveredAt !== undefined);
  if (arrived.length === 0) return isAllShipped ? 'shipped' : 'partly_shipped';
  return isAllShipped && arrived.length === shipments.length ? 'delivered' : 'partly_delivered';
};

// Goods that leave, arrive, are cancelled and come back.
import { isAllDelivered } from '../deciding/quantities.ts';
import type { LinesCancelled, OrderShipped, ReturnRequested } from '../events.ts';
import type { OrderDetails, PlacedOrder, Return } from '../order.ts';

/** Where an order of which something has left rests, by what has become of its lines. */
export const resting = (order: OrderDetails): PlacedOrder => {
  if (!isAllDelivered(order)) return { status: 'shipped', order };
  const isComingBack = order.returns.some(({ status }) => status === 'requested');
  return { status: isComingBack ? 'return_pending' : 'delivered', order };
};

export const shipped = ({ order }: PlacedOrder, event: OrderShipped): PlacedOrder => {
  const { shipmentId, carrier, trackingNumber, lines, charge, at } = event;
  const taken = charge === undefined ? {} : { charge };
  const shipment = { shipmentId, carrier, trackingNumber, lines, ...taken, shippedAt: at };
  return { status: 'shipped', order: { ...order, shipments: [...order.shipments, shipment] } };
};

/** Before anything has left, a part that is cancelled leaves the order where it is. */
export const linesCancelled = (state: PlacedOrder, event: LinesCancelled): PlacedOrder => {
  const { cancellationId, lines } = event;
  const cancellations = [...(state.order.cancellations ?? []), { cancellationId, lines }];
  return { ...state, order: { ...state.order, cancellations } };
};

export const arrived = (
  state: PlacedOrder,
  shipmentIds: readonly string[],
  at: string,
): PlacedOrder => {
  const shipments = state.order.shipments.map((shipment) =>
    shipmentIds.includes(shipment.shipmentId) ? { ...shipment, deliveredAt: at } : shipment,
  );
  return { ...state, order: { ...state.order, shipments } };
};

export const comingBack = ({ order }: PlacedOrder, event: ReturnRequested): PlacedOrder => {
  const { returnId, lines, reason, at } = event;
  const item: Return = { returnId, lines, reason, status: 'requested', requestedAt: at };
  return resting({ ...order, returns: [...order.returns, item] });
};

/** A return that is over leaves an order from which more may come back. */
export const returnOver = (
  { order }: PlacedOrder,
  returnId: string,
  end: Pick<Return, 'status' | 'refusal'>,
): PlacedOrder => {
  const returns = order.returns.map((item) =>
    item.returnId === returnId ? { ...item, ...end } : item,
  );
  return resting({ ...order, returns });
};

// Goods leave in one or more shipments and arrive; the payment is captured with the first.
import type { StockLine } from '../../../events/schemas.ts';
import { type Decision, ignore } from '../../../platform/decider.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Deliver, RecordPaymentCaptured, RecordPaymentFlagged, Ship } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { invalidState, placedAndVisible, staff } from './guards.ts';
import {
  isCaptured,
  type OrderDetails,
  type OrderState,
  type PlacedOrder,
  stockLines,
} from './order.ts';

/** Quantities of `lines` less those of `taken`, without what is used up. */
export const without = (lines: readonly StockLine[], taken: readonly StockLine[]): StockLine[] => {
  const used = new Map(stockLines(taken).map(({ sku, quantity }) => [sku, quantity]));
  return stockLines(lines)
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (used.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
};

export const shippedLines = ({ shipments }: OrderDetails): StockLine[] =>
  stockLines(shipments.flatMap(({ lines }) => lines));

export const unshippedLines = (order: OrderDetails): StockLine[] =>
  without(order.lines, shippedLines(order));

/** Throws where more of a SKU is wanted than there is; `action` completes "more … than can be". */
export const refuseBeyond = (
  wanted: readonly StockLine[],
  possible: readonly StockLine[],
  action: string,
): void => {
  const quantities = new Map(possible.map(({ sku, quantity }) => [sku, quantity]));
  const errors = stockLines(wanted)
    .filter(({ sku, quantity }) => quantity > (quantities.get(sku) ?? 0))
    .map(({ sku }) => ({
      pointer: `/lines/${wanted.findIndex((line) => line.sku === sku)}`,
      code: 'too-many',
      detail: `At most ${quantities.get(sku) ?? 0} of ${sku} can be ${action}.`,
    }));
  if (errors.length > 0) throw new AppError('validation-failed', { errors });
};

export type DeliveryStatus =
  | 'none'
  | 'pending'
  | 'partly_shipped'
  | 'shipped'
  | 'partly_delivered'
  | 'delivered';

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

export const ship = (command: Ship, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  const isShippable = placed.status === 'confirmed' || placed.status === 'shipped';
  if (!isShippable || placed.order.flag !== undefined) throw invalidState(placed, 'shipped');
  const left = unshippedLines(placed.order);
  if (left.length === 0) throw invalidState(placed, 'shipped');
  const lines = stockLines(command.lines ?? left);
  refuseBeyond(command.lines ?? left, left, 'shipped');
  const { at, shipmentId, carrier, trackingNumber } = command;
  return [{ type: 'order-shipped', at, shipmentId, carrier, trackingNumber, lines }];
};

export const deliver = ({ at }: Deliver, state: OrderState): Decision<OrderEvent> => {
  const placed = placedAndVisible(state, staff);
  if (placed.status !== 'shipped') throw invalidState(placed, 'delivered');
  const { order } = placed;
  const shipmentIds = order.shipments
    .filter(({ deliveredAt }) => deliveredAt === undefined)
    .map(({ shipmentId }) => shipmentId);
  if (shipmentIds.length === 0) throw invalidState(placed, 'delivered again');
  const delivered: OrderEvent = { type: 'shipments-delivered', at, shipmentIds };
  return unshippedLines(order).length === 0
    ? [delivered, { type: 'order-delivered', at }]
    : [delivered];
};

export const recordPaymentCaptured = (
  { at, amount }: RecordPaymentCaptured,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  const { order } = state;
  if (order.shipments.length === 0) return ignore('nothing was shipped, nothing is captured');
  return isCaptured(order.payment)
    ? ignore('the payment was captured before')
    : [{ type: 'payment-captured', at, amount }];
};

export const recordPaymentFlagged = (
  { at, reason }: RecordPaymentFlagged,
  state: OrderState,
): Decision<OrderEvent> => {
  if (state.status === 'absent') return ignore('there is no such order');
  return state.order.flag === undefined
    ? [{ type: 'payment-flagged', at, reason }]
    : ignore('the order is flagged already');
};

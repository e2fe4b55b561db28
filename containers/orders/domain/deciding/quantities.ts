// The facts of an order, line by line: how much of it was sent, arrived, was cancelled or came back.
import type { StockLine } from '../../../../events/schemas.ts';
import type { OrderDetails, OrderLine, PlacedOrder, Return } from '../order.ts';
import { stockLines, without } from './lines.ts';

export const shippedLines = ({ shipments }: OrderDetails): StockLine[] =>
  stockLines(shipments.flatMap(({ lines }) => lines));

export const deliveredLines = ({ shipments }: OrderDetails): StockLine[] =>
  stockLines(
    shipments.filter(({ deliveredAt }) => deliveredAt !== undefined).flatMap(({ lines }) => lines),
  );

export const cancelledLines = ({ cancellations = [] }: OrderDetails): StockLine[] =>
  stockLines(cancellations.flatMap(({ lines }) => lines));

/** Neither sent nor cancelled. */
export const unsentLines = (order: OrderDetails): StockLine[] =>
  without(order.lines, [...shippedLines(order), ...cancelledLines(order)]);

const linesOf = ({ returns }: OrderDetails, status: Return['status']): StockLine[] =>
  stockLines(returns.filter((item) => item.status === status).flatMap(({ lines }) => lines));

/** Goods that came back. */
export const returnedLines = (order: OrderDetails): StockLine[] => linesOf(order, 'received');

/** Delivered, and neither back nor announced to come back. */
export const returnableLines = (order: OrderDetails): StockLine[] =>
  without(deliveredLines(order), [...returnedLines(order), ...linesOf(order, 'requested')]);

export const isAllDelivered = (order: OrderDetails): boolean =>
  order.shipments.length > 0 &&
  order.shipments.every(({ deliveredAt }) => deliveredAt !== undefined) &&
  unsentLines(order).length === 0;

/** Everything that was sent has come back, and nothing else will be sent. */
export const isAllReturned = (order: OrderDetails): boolean =>
  unsentLines(order).length === 0 &&
  without(shippedLines(order), returnedLines(order)).length === 0;

/** Shares pieces out among the order's lines, first come first: two lines of one SKU fill up one after the other. */
export const spread = (lines: readonly OrderLine[], pieces: readonly StockLine[]): number[] => {
  const left = new Map(stockLines(pieces).map(({ sku, quantity }) => [sku, quantity]));
  return lines.map(({ sku, quantity }) => {
    const taken = Math.min(left.get(sku) ?? 0, quantity);
    left.set(sku, (left.get(sku) ?? 0) - taken);
    return taken;
  });
};

export interface LineQuantities {
  /** Held by the stock for this line. */
  readonly reserved: number;
  readonly shipped: number;
  readonly delivered: number;
  readonly cancelled: number;
  readonly returned: number;
}

const holdsStock = (state: PlacedOrder): boolean =>
  ['pending_payment', 'confirmed', 'shipped'].includes(state.status) ||
  (state.status === 'cancel_pending' && state.awaits.stockRelease);

/** What became of every line of the order, in their order. */
export const lineQuantities = (state: PlacedOrder): (OrderLine & LineQuantities)[] => {
  const { order, status } = state;
  const shipped = spread(order.lines, shippedLines(order));
  const delivered = spread(order.lines, deliveredLines(order));
  const returned = spread(order.lines, returnedLines(order));
  // The last pieces of a line are the ones that are not sent.
  const cancelled = spread(order.lines.toReversed(), cancelledLines(order)).toReversed();
  return order.lines.map((line, index) => {
    const { quantity } = line;
    const sent = shipped[index] ?? 0;
    const gone = status === 'cancelled' ? quantity : (cancelled[index] ?? 0);
    return {
      ...line,
      reserved: holdsStock(state) ? quantity - sent - gone : 0,
      shipped: sent,
      delivered: delivered[index] ?? 0,
      cancelled: gone,
      returned: returned[index] ?? 0,
    };
  });
};

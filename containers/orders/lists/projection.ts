// What the lists are made of: written with the events they follow from, and made again from the orders by a rebuild.
import type { Item, Write } from '../../../platform/data/table.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderDetails, OrderState, PlacedOrder } from '../domain/order.ts';

/** Orders that are being placed are with those to be sent, so that most stay where they are until they leave; few wait to be cancelled or to come back. */
export const lists = [
  'open',
  'waiting',
  'rejected',
  'cancelled',
  'shipped',
  'delivered',
  'returned',
] as const;
export type List = (typeof lists)[number];

export const listOf = (status: PlacedOrder['status']): List => {
  switch (status) {
    case 'pending_stock':
    case 'pending_payment':
    case 'confirmed':
      return 'open';
    case 'cancel_pending':
    case 'return_pending':
      return 'waiting';
    default:
      return status;
  }
};

export const customerView = (customerId: string): string => `VIEW#CUSTOMER#${customerId}`;
export const listView = (list: List): string => `VIEW#STATUS#${list}`;

/** Sorts by time of placing, and by day where only its beginning is asked for. */
export const positionOf = ({ placedAt, orderId }: OrderDetails): string => `${placedAt}#${orderId}`;

const entry = (pk: string, order: OrderDetails): Item => ({
  pk,
  sk: positionOf(order),
  orderId: order.orderId,
});

/** What the lists hold of an order: its customer's, and that of its status. */
export const entriesOf = (state: OrderState): Item[] => {
  if (state.status === 'absent') return [];
  return [
    entry(customerView(state.order.customerId), state.order),
    entry(listView(listOf(state.status)), state.order),
  ];
};

/** Of a new order, before its first commit: an entry of an order that was not placed after all is not shown. */
export const firstEntries = (events: readonly OrderEvent[], state: OrderState): Write[] =>
  events.some(({ type }) => type === 'order-placed')
    ? entriesOf(state).map((put) => ({ put }))
    : [];

/** The first entries of a try to place that are not the order's: it was placed at another moment, has left the list meanwhile, or was not placed at all. */
export const strayEntries = (state: OrderState, sk: string): Write[] => {
  const open = { remove: { pk: listView('open'), sk } };
  if (state.status === 'absent') return [open];
  const { customerId } = state.order;
  if (positionOf(state.order) !== sk)
    return [open, { remove: { pk: customerView(customerId), sk } }];
  return listOf(state.status) === 'open' ? [] : [open];
};

/** The move from one list to another. What a new order has is written before its first commit. */
export const listMoves = (before: OrderState, state: OrderState): Write[] => {
  if (before.status === 'absent' || state.status === 'absent') return [];
  const [left, entered] = [listOf(before.status), listOf(state.status)];
  if (left === entered) return [];
  return [
    { remove: { pk: listView(left), sk: positionOf(state.order) } },
    { put: entry(listView(entered), state.order) },
  ];
};

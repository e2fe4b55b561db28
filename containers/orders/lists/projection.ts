// What the lists are made of: written with the events they follow from, and made again from the events by a rebuild.
import type { Item, Write } from '../../../platform/data/write.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderDetails, OrderState, PlacedOrder } from '../domain/order.ts';

/** Statuses an order stays in; the pending ones are found by their deadline. */
export const listedStatuses = [
  'confirmed',
  'rejected',
  'cancelled',
  'shipped',
  'delivered',
  'returned',
] as const;
export type ListedStatus = (typeof listedStatuses)[number];

/** The lists that an event may take an order out of; where it comes to, its status says. */
const leaves: Readonly<Partial<Record<OrderEvent['type'], readonly ListedStatus[]>>> = {
  'order-confirmed': [],
  'order-rejected': [],
  'cancellation-requested': ['confirmed'],
  'order-cancelled': [],
  'order-shipped': ['confirmed'],
  'order-delivered': ['shipped'],
  'return-requested': ['delivered'],
  'return-received': [],
  'return-lapsed': [],
  'return-refused': [],
  'return-withdrawn': [],
  'order-returned': ['delivered', 'shipped'],
};

const isListed = (status: PlacedOrder['status']): status is ListedStatus =>
  (listedStatuses as readonly string[]).includes(status);

export const customerView = (customerId: string): string => `VIEW#CUSTOMER#${customerId}`;
export const statusView = (status: ListedStatus): string => `VIEW#STATUS#${status}`;

/** Sorts by time of placing, and by day where only its beginning is asked for. */
export const positionOf = ({ placedAt, orderId }: OrderDetails): string => `${placedAt}#${orderId}`;

const entry = (pk: string, order: OrderDetails): Item => ({
  pk,
  sk: positionOf(order),
  orderId: order.orderId,
});

/** The list an order is in after the events, and those it may have left; neither where it does not move. */
const listsAfter = (events: readonly OrderEvent[], status: PlacedOrder['status']) => {
  const moves = events.flatMap(({ type }) => leaves[type] ?? []);
  const hasMoved = events.some(({ type }) => leaves[type] !== undefined);
  return {
    left: new Set(moves.filter((list) => list !== status)),
    entered: hasMoved && isListed(status) ? status : undefined,
  };
};

/** The list of its customer, which an order is in from the beginning. */
export const listingWrites = (events: readonly OrderEvent[], state: OrderState): Write[] =>
  state.status !== 'absent' && events.some(({ type }) => type === 'order-placed')
    ? [{ put: entry(customerView(state.order.customerId), state.order) }]
    : [];

export const projectionWrites = (events: readonly OrderEvent[], state: OrderState): Write[] => {
  if (state.status === 'absent') return [];
  const { order } = state;
  const { left, entered } = listsAfter(events, state.status);
  return [
    ...[...left].map((status) => ({ remove: { pk: statusView(status), sk: positionOf(order) } })),
    ...(entered === undefined ? [] : [{ put: entry(statusView(entered), order) }]),
  ];
};

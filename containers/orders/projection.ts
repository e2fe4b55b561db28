// What the lists are made of: written in the transaction of the events they follow from, and made again from the events by a rebuild.
import type { Item, Write } from '../../platform/data/write.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderDetails, OrderState } from './domain/order.ts';

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

type Move = { readonly leaves?: ListedStatus; readonly enters?: ListedStatus };

const moves: Readonly<Partial<Record<OrderEvent['type'], Move>>> = {
  'order-confirmed': { enters: 'confirmed' },
  'order-rejected': { enters: 'rejected' },
  'cancellation-requested': { leaves: 'confirmed' },
  'order-cancelled': { enters: 'cancelled' },
  'order-shipped': { leaves: 'confirmed', enters: 'shipped' },
  'order-delivered': { leaves: 'shipped', enters: 'delivered' },
  'return-requested': { leaves: 'delivered' },
  'return-received': { enters: 'delivered' },
  'return-lapsed': { enters: 'delivered' },
  'order-returned': { leaves: 'delivered', enters: 'returned' },
};

export const customerView = (customerId: string): string => `VIEW#CUSTOMER#${customerId}`;
export const statusView = (status: ListedStatus): string => `VIEW#STATUS#${status}`;

/** Sorts by time of placing, and by day where only its beginning is asked for. */
export const positionOf = ({ placedAt, orderId }: OrderDetails): string => `${placedAt}#${orderId}`;

const entry = (pk: string, order: OrderDetails): Item => ({
  pk,
  sk: positionOf(order),
  orderId: order.orderId,
});

/** The list an order is in after the events, and those it has left. */
const listsAfter = (events: readonly OrderEvent[]) => {
  const left = new Set<ListedStatus>();
  let entered: ListedStatus | undefined;
  for (const { type } of events) {
    const { leaves, enters } = moves[type] ?? {};
    if (leaves !== undefined && leaves === entered) entered = undefined;
    else if (leaves !== undefined) left.add(leaves);
    entered = enters ?? entered;
  }
  return { left, entered };
};

export const projectionWrites = (events: readonly OrderEvent[], state: OrderState): Write[] => {
  if (state.status === 'absent') return [];
  const { order } = state;
  const { left, entered } = listsAfter(events);
  const isNew = events.some(({ type }) => type === 'order-placed');
  const puts = [
    ...(isNew ? [customerView(order.customerId)] : []),
    ...(entered === undefined ? [] : [statusView(entered)]),
  ];
  return [
    ...[...left].map((status) => ({ remove: { pk: statusView(status), sk: positionOf(order) } })),
    ...puts.map((pk) => ({ put: entry(pk, order) })),
  ];
};

// A page of orders as it is asked for over HTTP, in version 1's amounts.
import type { Order } from '../../../events/http/orders/orders.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { presentOrder } from '../presentation.ts';
import { type Asked, filterOf } from './asked.ts';
import type { ListOrders } from './listing.ts';
import { positionOf } from './projection.ts';
import { createWhose } from './whose.ts';

const defaultLimit = 20;

/** Characters of three bytes at most, and a function that passes a page on answers 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostCharacters = 1_500_000;

export interface PageParts {
  readonly list: ListOrders;
  readonly customers: Parameters<typeof createWhose>[0];
  readonly cursors: Seals;
}

export interface Page {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

/** The first of the orders that there is room for, and one at least. */
const fitting = (orders: readonly Order[]): Order[] => {
  let left = mostCharacters;
  const isBeyond = (order: Order): boolean => {
    left -= JSON.stringify(order).length;
    return left < 0;
  };
  const end = orders.findIndex(isBeyond);
  return orders.slice(0, end < 0 ? orders.length : Math.max(end, 1));
};

/** `id` names the operation: a cursor is good for the one it was given by. */
export const createPages = ({ list, customers, cursors }: PageParts) => {
  const customerOf = createWhose(customers);
  return async (id: string, request: Request, query: Asked): Promise<Page> => {
    const identity = callerOf(request);
    const { limit = defaultLimit, cursor, ...asked } = query;
    const binding = `${id}:${identity.subject}:${JSON.stringify(Object.entries(asked).sort())}`;
    const after = cursor === undefined ? undefined : cursors.open<string>(cursor, binding);
    const { orders: found, next } = await list({
      ...filterOf(asked),
      customerId: await customerOf(identity, asked),
      limit,
      after,
    });
    const items = fitting(found.map(({ state, version }) => presentOrder(state, version)));
    const last = found[items.length - 1];
    const end = last && items.length < found.length ? positionOf(last.state.order) : next;
    return { items, nextCursor: end === undefined ? null : cursors.seal(end, binding) };
  };
};

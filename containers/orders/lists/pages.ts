// A page of orders as it is asked for over HTTP, in version 1's amounts.
import type { Order } from '../../../events/http/orders/orders.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { presentOrder } from '../presentation.ts';
import { type Asked, filterOf } from './asked.ts';
import type { ListOrders } from './listing.ts';
import { createWhose } from './whose.ts';

const defaultLimit = 20;

export interface PageParts {
  readonly list: ListOrders;
  readonly customers: Parameters<typeof createWhose>[0];
  readonly cursors: Seals;
}

export interface Page {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

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
      customerId: await customerOf(identity, asked.email),
      limit,
      after,
    });
    const items = found.map(({ state, version }) => presentOrder(state, version));
    return { items, nextCursor: next === undefined ? null : cursors.seal(next, binding) };
  };
};

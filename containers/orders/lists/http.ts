// Lists of orders over HTTP.
import { listOrders } from '../../../events/http/orders/orders.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { presentOrder } from '../presentation.ts';
import { filterOf } from './asked.ts';
import type { ListOrders } from './listing.ts';
import { createWhose } from './whose.ts';

const defaultLimit = 20;

export const listEndpoints = ({
  list,
  customers,
  cursors,
}: {
  readonly list: ListOrders;
  readonly customers: Parameters<typeof createWhose>[0];
  readonly cursors: Seals;
}): readonly Endpoint[] => {
  const customerOf = createWhose(customers);
  return [
    endpoint(listOrders, async (request) => {
      const identity = callerOf(request);
      const { limit = defaultLimit, cursor, ...asked } = request.query;
      const binding = `orders.list:${identity.subject}:${JSON.stringify(Object.entries(asked).sort())}`;
      const after = cursor === undefined ? undefined : cursors.open<string>(cursor, binding);
      const { orders: found, next } = await list({
        ...filterOf(asked),
        customerId: await customerOf(identity, asked.email),
        limit,
        after,
      });
      const items = found.map(({ state, version }) => presentOrder(state, version));
      const nextCursor = next === undefined ? null : cursors.seal(next, binding);
      return {
        status: 200,
        headers: { 'view-consistency': 'strong' },
        body: { items, nextCursor },
      };
    }),
  ];
};

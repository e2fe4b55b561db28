// One order over HTTP, at once or when it is settled.

import { readOrder } from '../../../events/http/orders/orders.ts';
import { readOrderV2 } from '../../../events/http/orders/orders-v2.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import type { LoadedOrder, Orders } from '../commands.ts';
import { withDecimalAmounts } from '../decimal-amounts.ts';
import { placedAndVisible } from '../domain/deciding/guards.ts';
import { isPending } from '../domain/order.ts';
import type { Waiters } from '../placing/waiters.ts';
import { presentOrder } from '../presentation.ts';
import { actorOf, orderIdOf } from '../requests/order-request.ts';

export const readEndpoints = ({
  orders,
  waiters,
}: {
  readonly orders: Pick<Orders, 'load'>;
  readonly waiters: Pick<Waiters<LoadedOrder>, 'follow'>;
}): readonly Endpoint[] => {
  const read = async (request: Request<typeof readOrder>) => {
    const orderId = orderIdOf(request.params);
    const caller = callerOf(request);
    const actor = actorOf(caller, readOrder);
    const { wait = 0 } = request.query;
    const load = async () => {
      const { state, version } = await orders.load(orderId);
      return { state: placedAndVisible(state, actor), version };
    };
    const { state, version } = await waiters.follow(
      orderId,
      load,
      (found) => !isPending(found.state),
      { milliseconds: wait * 1_000, subject: caller.subject, gone: request.gone },
    );
    return presentOrder(placedAndVisible(state, actor), version);
  };

  return [
    endpoint(readOrder, async (request) => ({ status: 200, body: await read(request) })),
    endpoint(readOrderV2, async (request) => ({
      status: 200,
      body: withDecimalAmounts(await read(request)),
    })),
  ];
};

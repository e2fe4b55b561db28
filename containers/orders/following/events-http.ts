// What has happened to an order, over HTTP: its history, or a stream of what happens.

import { readOrderEvents } from '../../../events/http/orders/orders.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { takes } from '../../../platform/http/request.ts';
import type { Orders } from '../commands.ts';
import { placedAndVisible } from '../domain/deciding/guards.ts';
import { actorOf, orderIdOf } from '../requests/order-request.ts';
import { lastEventIdIn, type StreamOrder } from './order-stream.ts';
import { presentEvent } from './presenting.ts';

export const eventEndpoints = ({
  orders,
  streamOrder,
}: {
  readonly orders: Pick<Orders, 'load' | 'history'>;
  readonly streamOrder: StreamOrder;
}): readonly Endpoint[] => [
  endpoint(readOrderEvents, async (request) => {
    const orderId = orderIdOf(request.params);
    const caller = callerOf(request);
    const actor = actorOf(caller, readOrderEvents);
    const lastEventId = lastEventIdIn(request.header('last-event-id'));
    if (takes(request.header('accept') ?? '', 'text/event-stream')) {
      return streamOrder({ orderId, caller, actor, lastEventId });
    }
    const { state } = await orders.load(orderId);
    placedAndVisible(state, actor);
    const history = await orders.history(orderId);
    const items = history.map((recorded) => presentEvent(recorded, actor));
    return { status: 200, body: { items, nextCursor: null } };
  }),
];

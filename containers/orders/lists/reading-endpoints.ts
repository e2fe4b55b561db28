// Following orders: one, its history, and lists.
import * as contracts from '../../../events/http/orders.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { callerOf } from '../../../platform/http/request.ts';
import { placedAndVisible } from '../domain/deciding/guards.ts';
import { isPending } from '../domain/order.ts';
import { actorOf, type OrderServices, orderIdOf } from '../order-endpoint.ts';
import { presentEvent, presentOrder } from '../presentation.ts';

const defaultLimit = 20;

export const readingEndpoints = (services: OrderServices): readonly Endpoint[] => {
  const { orders, list, waiters, cursors } = services;

  const read = endpoint(contracts.readOrder, async (request) => {
    const orderId = orderIdOf(request.params);
    const caller = callerOf(request);
    const actor = actorOf(caller, contracts.readOrder);
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
    return { status: 200, body: presentOrder(placedAndVisible(state, actor), version) };
  });

  const readEvents = endpoint(contracts.readOrderEvents, async (request) => {
    const orderId = orderIdOf(request.params);
    const { state } = await orders.load(orderId);
    const actor = actorOf(callerOf(request), contracts.readOrderEvents);
    placedAndVisible(state, actor);
    const history = await orders.history(orderId);
    const items = history.map((recorded) => presentEvent(recorded, actor));
    return { status: 200, body: { items } };
  });

  const listAll = endpoint(contracts.listOrders, async (request) => {
    const identity = callerOf(request);
    const actor = actorOf(identity, contracts.listOrders);
    const { status, day, limit = defaultLimit, cursor } = request.query;
    const binding = `orders.list:${identity.subject}:${status ?? ''}:${day ?? ''}`;
    const { orders: found, next } = await list({
      ...(actor.kind === 'customer' ? { customerId: actor.customerId } : {}),
      status,
      day,
      limit,
      after: cursor === undefined ? undefined : cursors.open<string>(cursor, binding),
    });
    const items = found.map(({ state, version }) => presentOrder(state, version));
    const nextCursor = next === undefined ? null : cursors.seal(next, binding);
    return {
      status: 200,
      headers: { 'view-consistency': 'strong' },
      body: { items, nextCursor },
    };
  });

  return [read, readEvents, listAll];
};

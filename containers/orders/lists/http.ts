// Following orders: one, its history, and lists.
import * as contracts from '../../../events/http/orders/orders.ts';
import { readOrderV2 } from '../../../events/http/orders/orders-v2.ts';
import type { QueryOf } from '../../../events/http/route.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import type { Identity } from '../../../platform/tokens/access-token.ts';
import { withDecimalAmounts } from '../decimal-amounts.ts';
import { placedAndVisible } from '../domain/deciding/guards.ts';
import { isPending } from '../domain/order.ts';
import { wantsStream } from '../following/order-stream.ts';
import { actorOf, type OrderServices, orderIdOf } from '../order-endpoint.ts';
import { presentEvent, presentOrder } from '../presentation.ts';
import { dayIn } from './calendar.ts';
import type { OrderFilter } from './listing.ts';

const defaultLimit = 20;

type Asked = QueryOf<typeof contracts.listOrders>;

/** Throws `validation-failed` for totals without their currency. */
const totalOf = ({ minTotal, maxTotal, currency }: Asked): OrderFilter['total'] => {
  const known = checkedCurrency(currency, '/currency');
  if (known !== undefined) return { currency: known, least: minTotal, most: maxTotal };
  if (minTotal === undefined && maxTotal === undefined) return undefined;
  const detail = 'is required with a total';
  const errors = [{ pointer: '/currency', code: 'required', detail }];
  throw new AppError('validation-failed', { errors });
};

const filterOf = (asked: Asked): Omit<OrderFilter, 'limit'> => ({
  status: asked.status,
  placed: asked.day === undefined ? undefined : dayIn(asked.day, asked.timeZone),
  sku: asked.sku,
  total: totalOf(asked),
});

export const readingEndpoints = (services: OrderServices): readonly Endpoint[] => {
  const { orders, list, customers, waiters, cursors, streamOrder } = services;

  const readOrder = async (request: Request<typeof contracts.readOrder>) => {
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
    return presentOrder(placedAndVisible(state, actor), version);
  };

  const read = endpoint(contracts.readOrder, async (request) => ({
    status: 200,
    body: await readOrder(request),
  }));

  const readV2 = endpoint(readOrderV2, async (request) => ({
    status: 200,
    body: withDecimalAmounts(await readOrder(request)),
  }));

  const readEvents = endpoint(contracts.readOrderEvents, async (request) => {
    const orderId = orderIdOf(request.params);
    const caller = callerOf(request);
    const actor = actorOf(caller, contracts.readOrderEvents);
    if (wantsStream(request.header('accept'))) {
      const lastEventId = request.header('last-event-id');
      return streamOrder({ orderId, caller, actor, lastEventId });
    }
    const { state } = await orders.load(orderId);
    placedAndVisible(state, actor);
    const history = await orders.history(orderId);
    const items = history.map((recorded) => presentEvent(recorded, actor));
    return { status: 200, body: { items } };
  });

  /** Whose orders are listed: a customer's own; for staff those of an address, or all. `nobody` has the address. */
  const customerOf = async (identity: Identity, email: string | undefined) => {
    const actor = actorOf(identity, contracts.listOrders);
    if (email === undefined) return actor.kind === 'customer' ? actor.customerId : undefined;
    // Addresses are for people who look after customers, not for services that send goods.
    if (actor.kind === 'customer' || identity.kind === 'client') throw new AppError('forbidden');
    return (await customers.find(email)) ?? 'nobody';
  };

  const listAll = endpoint(contracts.listOrders, async (request) => {
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
  });

  return [read, readV2, readEvents, listAll];
};

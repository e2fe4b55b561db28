// The routes of orders.
import * as contracts from '../../events/http/orders.ts';
import type { Identity } from '../../platform/access-token.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { Cursors } from '../../platform/cursor.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf, encodeReply } from '../../platform/http/request.ts';
import { isId, type NewId } from '../../platform/ids.ts';
import type { Catalogue } from './catalogue.ts';
import type { Actor } from './domain/commands.ts';
import { placedAndVisible } from './domain/guards.ts';
import type { OrderState, PlacedOrder } from './domain/order.ts';
import type { ListOrders } from './listing.ts';
import type { Orders } from './orders.ts';
import { presentEvent, presentOrder } from './presentation.ts';
import type { Waiters } from './waiters.ts';

export interface OrderServices {
  readonly orders: Orders;
  readonly list: ListOrders;
  readonly catalogue: Catalogue;
  readonly waiters: Waiters;
  readonly cursors: Cursors;
  readonly clock: Clock;
  readonly newId: NewId;
}

const staffRoles = ['admin', 'support', 'fulfilment'];

export const actorOf = ({ kind, subject, roles }: Identity): Actor =>
  kind === 'client' || roles.some((role) => staffRoles.includes(role))
    ? { kind: 'staff' }
    : { kind: 'customer', customerId: subject };

/** What is not in the format of our ids is nothing, and costs no database call. */
export const orderIdOf = ({ id }: { readonly id: string }): string => {
  if (!isId('ord', id)) throw new AppError('not-found');
  return id;
};

/** For a state that a command has just been committed to. */
export const placed = (state: OrderState): PlacedOrder => {
  if (state.status === 'absent') throw new AppError('not-found');
  return state;
};

/** States that a reply or the clock will end. */
const pendingStatuses = ['pending_stock', 'pending_payment', 'cancel_pending', 'return_pending'];

const isSettled = ({ state }: { state: OrderState }): boolean =>
  !pendingStatuses.includes(state.status);

export const orderEndpoints = (services: OrderServices): readonly Endpoint[] => {
  const { orders, list, catalogue, waiters, cursors, clock, newId } = services;

  const place = endpoint(contracts.placeOrder, async (request) => {
    const { lines, shippingAddress, paymentMethod, expectedTotal } = request.body;
    const orderId = newId('ord');
    const created = (state: OrderState, version: number) =>
      encodeReply({
        status: 201,
        headers: { location: `/v1/orders/${orderId}` },
        body: presentOrder(placed(state), version),
      });
    const { state, version } = await orders.handle(
      orderId,
      {
        type: 'place',
        at: isoTime(clock),
        orderId,
        customerId: callerOf(request).subject,
        lines,
        quotes: await catalogue.quote(lines.map(({ sku }) => sku)),
        shippingAddress,
        paymentToken: paymentMethod.token,
        expectedTotal,
      },
      {
        causation: request.causation,
        idempotency: request.idempotency && { ...request.idempotency, reply: created },
      },
    );
    return created(state, version);
  });

  const read = endpoint(contracts.readOrder, async (request) => {
    const orderId = orderIdOf(request.params);
    const actor = actorOf(callerOf(request));
    const { wait = 0 } = request.query;
    const first = await orders.load(orderId);
    placedAndVisible(first.state, actor);
    const { state, version } =
      wait === 0 || isSettled(first)
        ? first
        : await waiters.waitFor(orderId, () => orders.load(orderId), isSettled, wait * 1_000);
    return { status: 200, body: presentOrder(placedAndVisible(state, actor), version) };
  });

  const readEvents = endpoint(contracts.readOrderEvents, async (request) => {
    const orderId = orderIdOf(request.params);
    const { state } = await orders.load(orderId);
    placedAndVisible(state, actorOf(callerOf(request)));
    const history = await orders.history(orderId);
    return { status: 200, body: { items: history.map(presentEvent) } };
  });

  const listAll = endpoint(contracts.listOrders, async (request) => {
    const identity = callerOf(request);
    const actor = actorOf(identity);
    const { status, limit = 20, cursor } = request.query;
    const binding = `orders.list:${identity.subject}:${status ?? ''}`;
    const { orders: found, next } = await list({
      ...(actor.kind === 'customer' ? { customerId: actor.customerId } : {}),
      status,
      limit,
      after: cursor === undefined ? undefined : cursors.open<string>(cursor, binding),
    });
    const items = found.map(({ state, version }) => presentOrder(state, version));
    const nextCursor = next === undefined ? null : cursors.seal(next, binding);
    return { status: 200, body: { items, nextCursor } };
  });

  return [place, read, readEvents, listAll];
};

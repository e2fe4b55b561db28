// What the routes of orders share: what they are made of, who acts, and how an order is found and answered.

import type { Order } from '../../events/http/orders/orders.ts';
import type { RouteContract } from '../../events/http/route.ts';
import type { IdempotentRequest } from '../../platform/data/records.ts';
import type { Write } from '../../platform/data/table.ts';
import {
  type Endpoint,
  endpoint,
  type Handle,
  type Reply,
  type Request,
} from '../../platform/http/endpoint.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { idFrom, isId, type NewId } from '../../platform/kernel/ids.ts';
import type { Identity } from '../../platform/tokens/access-token.ts';
import type { Seals } from '../../platform/tokens/seals.ts';
import type { Carts } from './cart/cart-store.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { LoadedOrder, Orders } from './commands.ts';
import type { Coupons } from './coupons/coupons.ts';
import type { Actor, UserCommand } from './domain/commands.ts';
import type { OrderState } from './domain/order.ts';
import type { StreamOrder } from './following/order-stream.ts';
import type { Customers } from './lists/customers.ts';
import type { ListOrders } from './lists/listing.ts';
import type { Waiters } from './placing/waiters.ts';
import { presentOrder } from './presentation.ts';

export interface OrderServices {
  readonly orders: Orders;
  readonly list: ListOrders;
  readonly catalogue: Catalogue;
  readonly carts: Carts;
  readonly coupons: Coupons;
  readonly customers: Customers;
  readonly waiters: Waiters<LoadedOrder>;
  readonly streamOrder: StreamOrder;
  readonly cursors: Seals;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A role makes somebody staff where the route names it; elsewhere they are the customer that they are as well. */
export const actorOf = ({ kind, subject, roles }: Identity, { auth }: RouteContract): Actor => {
  const named: readonly string[] = auth.kind === 'bearer' ? auth.roles : [];
  const isStaff = roles.some((role) => role !== 'customer' && named.includes(role));
  return kind === 'client' || isStaff
    ? { kind: 'staff' }
    : { kind: 'customer', customerId: subject };
};

/** An order knows itself which requests it has carried out. */
export const orderEndpoint = <C extends RouteContract>(contract: C, handle: Handle<C>): Endpoint =>
  endpoint(contract, handle, { repeats: 'handler' });

/** The id of what a request makes: the same when it comes again. */
export const idOf = (
  prefix: string,
  {
    idempotency,
    requestId,
    params,
  }: Pick<Request, 'idempotency' | 'requestId'> & { readonly params?: object },
): string => {
  const { scope, key } = idempotency ?? { scope: '', key: requestId };
  return idFrom(prefix, scope, key, JSON.stringify(params ?? {}));
};

/** What is not in the format of our ids is nothing, and costs no database call. */
export const orderIdOf = ({ id }: { readonly id: string }): string => {
  if (!isId('ord', id)) throw new AppError('not-found');
  return id;
};

const present = (state: OrderState, version: number): Order => {
  if (state.status === 'absent') throw new AppError('not-found');
  return presentOrder(state, version);
};

/** The same to the byte as the first time: an answer is made of the state alone. */
const answered = (reply: Reply): Reply => ({
  ...reply,
  headers: { ...reply.headers, 'idempotent-replayed': 'true' },
});

/** Answers a request that was carried out before where it could not be carried out again; throws `error` for a new one. */
export const answerAgain = async (
  orders: Pick<Orders, 'repeated'>,
  orderId: string,
  { idempotency, error }: { readonly idempotency?: IdempotentRequest; readonly error: unknown },
  answer: (order: Order) => Reply,
): Promise<Reply> => {
  const known = idempotency && (await orders.repeated(orderId, idempotency));
  if (known === undefined) throw error;
  return answered(answer(present(known.state, known.version)));
};

/** Puts a command to an order; a request that was carried out before is answered as it was then. */
export const carryOut = async (
  orders: Pick<Orders, 'handle'>,
  orderId: string,
  command: UserCommand,
  request: Pick<Request, 'causation' | 'idempotency'>,
  answer: (order: Order) => Reply,
  also: readonly Write[] = [],
): Promise<Reply> => {
  const { causation, idempotency } = request;
  const context = { causation, also, idempotency };
  const { kind, state, version } = await orders.handle(orderId, command, context);
  const reply = answer(present(state, version));
  return kind === 'repeated' ? answered(reply) : reply;
};

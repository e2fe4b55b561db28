// What the routes of orders share: what they are made of, who acts, and how an order is found and answered.
import type { Order } from '../../events/http/orders.ts';
import type { RouteContract } from '../../events/http/route.ts';
import type { Identity } from '../../platform/access-token.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Cursors } from '../../platform/cursor.ts';
import type { Write } from '../../platform/data/write.ts';
import { AppError } from '../../platform/errors.ts';
import { encodeReply, type Reply, type Request } from '../../platform/http/request.ts';
import { isId, type NewId } from '../../platform/ids.ts';
import type { Carts } from './cart-store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Coupons } from './coupons.ts';
import type { Actor, UserCommand } from './domain/commands.ts';
import type { OrderState } from './domain/order.ts';
import type { ListOrders } from './listing.ts';
import type { LoadedOrder, Orders } from './orders.ts';
import { presentOrder } from './presentation.ts';
import type { Waiters } from './waiters.ts';

export interface OrderServices {
  readonly orders: Orders;
  readonly list: ListOrders;
  readonly catalogue: Catalogue;
  readonly carts: Carts;
  readonly coupons: Coupons;
  readonly waiters: Waiters<LoadedOrder>;
  readonly cursors: Cursors;
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

/** What is not in the format of our ids is nothing, and costs no database call. */
export const orderIdOf = ({ id }: { readonly id: string }): string => {
  if (!isId('ord', id)) throw new AppError('not-found');
  return id;
};

const present = (state: OrderState, version: number): Order => {
  if (state.status === 'absent') throw new AppError('not-found');
  return presentOrder(state, version);
};

/** Puts a command to an order; the answer is stored with the effect where the request has a key. */
export const carryOut = async (
  orders: Pick<Orders, 'handle'>,
  orderId: string,
  command: UserCommand,
  request: Pick<Request, 'causation' | 'idempotency'>,
  answer: (order: Order) => Reply,
  also: readonly Write[] = [],
): Promise<Reply> => {
  const reply = (state: OrderState, version: number) =>
    encodeReply(answer(present(state, version)));
  const { causation, idempotency } = request;
  const { state, version } = await orders.handle(orderId, command, {
    causation,
    also,
    idempotency: idempotency && { ...idempotency, reply },
  });
  return answer(present(state, version));
};

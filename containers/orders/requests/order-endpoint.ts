// How the routes of orders put a command to an order, and answer one that was carried out before.
import type { Order } from '../../../events/http/orders/orders.ts';
import type { RouteContract } from '../../../events/http/route.ts';
import {
  type Endpoint,
  endpoint,
  type Handle,
  type Reply,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { OrderContext, Orders } from '../commands.ts';
import type { UserCommand } from '../domain/commands.ts';
import type { OrderState } from '../domain/order.ts';
import { presentOrder } from '../presentation.ts';

/** An order knows itself which requests it has carried out. */
export const orderEndpoint = <C extends RouteContract>(contract: C, handle: Handle<C>): Endpoint =>
  endpoint(contract, handle, { repeats: 'handler' });

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
  {
    orderId,
    request: { idempotency },
    error,
  }: {
    readonly orderId: string;
    readonly request: Pick<Request, 'idempotency'>;
    readonly error: unknown;
  },
  answer: (order: Order) => Reply,
): Promise<Reply> => {
  const known = idempotency && (await orders.repeated(orderId, idempotency));
  if (known === undefined) throw error;
  return answered(answer(present(known.state, known.version)));
};

export interface Asked extends Pick<OrderContext, 'also'> {
  readonly orderId: string;
  readonly command: UserCommand;
  readonly request: Pick<Request, 'causation' | 'idempotency'>;
}

/** Puts a command to an order; a request that was carried out before is answered as it was then. */
export const carryOut = async (
  orders: Pick<Orders, 'handle'>,
  { orderId, command, request, also }: Asked,
  answer: (order: Order) => Reply,
): Promise<Reply> => {
  const { causation, idempotency } = request;
  const context = { causation, also, idempotency };
  const { kind, state, version } = await orders.handle(orderId, command, context);
  const reply = answer(present(state, version));
  return kind === 'repeated' ? answered(reply) : reply;
};

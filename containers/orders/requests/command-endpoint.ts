// Routes that are one command to an order, answered with what it has made of it.
import type { Order } from '../../../events/http/orders/orders.ts';
import type { RouteContract } from '../../../events/http/route.ts';
import {
  callerOf,
  type Endpoint,
  type Reply,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Orders } from '../commands.ts';
import type { UserCommand } from '../domain/commands.ts';
import { carryOut, orderEndpoint } from './order-endpoint.ts';
import { actorOf, orderIdOf } from './order-request.ts';

export interface CommandParts {
  readonly orders: Pick<Orders, 'handle'>;
  readonly clock: Clock;
}

/** The order itself. */
export const withStatus =
  (status: number) =>
  (order: Order): Reply => ({ status, body: order });

/** Who of the staff has asked for what: a line of the audit log, also where it is refused then. */
const noteStaff = (contract: RouteContract, request: Request, target: string): void => {
  const caller = callerOf(request);
  if (actorOf(caller, contract).kind !== 'staff') return;
  request.log.info({ audit: { event: contract.id, actor: caller.subject, target } }, 'audit');
};

/** `commandOf` is given the ISO time of the command. */
export const commandEndpoints =
  ({ orders, clock }: CommandParts) =>
  <C extends RouteContract>(
    contract: C,
    answer: (order: Order, request: Request<C>) => Reply,
    commandOf: (request: Request<C>, at: string) => UserCommand,
  ): Endpoint =>
    orderEndpoint(contract, (request) => {
      const orderId = orderIdOf(request.params as { readonly id: string });
      const command = commandOf(request, isoTime(clock));
      noteStaff(contract, request, orderId);
      return carryOut(orders, { orderId, command, request }, (order) => answer(order, request));
    });

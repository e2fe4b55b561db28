// Goods that come back: asked for, received, refused or withdrawn.

import * as contracts from '../../../events/http/orders/fulfilment.ts';
import { callerOf, type Endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Orders } from '../commands.ts';
import { carryOut, orderEndpoint } from '../requests/order-endpoint.ts';
import { actorOf, idOf, orderIdOf } from '../requests/order-request.ts';

export const returnEndpoints = ({
  orders,
  clock,
}: {
  readonly orders: Pick<Orders, 'handle'>;
  readonly clock: Clock;
}): readonly Endpoint[] => {
  const requestReturn = orderEndpoint(contracts.requestReturn, (request) => {
    const { lines, reason } = request.body;
    const returnId = idOf('ret', request);
    const actor = actorOf(callerOf(request), contracts.requestReturn);
    const at = isoTime(clock);
    const command = { type: 'request-return', at, actor, returnId, lines, reason } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 202,
      body: { returnId, order },
    }));
  });

  const receiveReturn = orderEndpoint(contracts.receiveReturn, (request) => {
    const { returnId } = request.params;
    const refundId = idOf('rfd', request);
    const { damaged = false } = request.body ?? {};
    const at = isoTime(clock);
    const command = { type: 'receive-return', at, returnId, refundId, damaged } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 200,
      body: order,
    }));
  });

  const refuseReturn = orderEndpoint(contracts.refuseReturn, (request) => {
    const { returnId } = request.params;
    const { reason } = request.body;
    const command = { type: 'refuse-return', at: isoTime(clock), returnId, reason } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 200,
      body: order,
    }));
  });

  const withdrawReturn = orderEndpoint(contracts.withdrawReturn, (request) => {
    const { returnId } = request.params;
    const actor = actorOf(callerOf(request), contracts.withdrawReturn);
    const command = { type: 'withdraw-return', at: isoTime(clock), actor, returnId } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 200,
      body: order,
    }));
  });

  return [requestReturn, receiveReturn, refuseReturn, withdrawReturn];
};

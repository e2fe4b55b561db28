// Goods that come back: asked for, received, refused or withdrawn.

import * as contracts from '../../../events/http/orders/fulfilment.ts';
import { callerOf, type Endpoint } from '../../../platform/http/endpoint.ts';
import { type CommandParts, commandEndpoints, withStatus } from '../requests/command-endpoint.ts';
import { actorOf, idOf } from '../requests/order-request.ts';

export const returnEndpoints = (parts: CommandParts): readonly Endpoint[] => {
  const command = commandEndpoints(parts);
  return [
    command(
      contracts.requestReturn,
      (order, request) => ({ status: 202, body: { returnId: idOf('ret', request), order } }),
      (request, at) => {
        const { lines, reason } = request.body;
        const actor = actorOf(callerOf(request), contracts.requestReturn);
        return { type: 'request-return', at, actor, returnId: idOf('ret', request), lines, reason };
      },
    ),
    command(contracts.receiveReturn, withStatus(200), (request, at) => {
      const { returnId } = request.params;
      const { damaged = false } = request.body ?? {};
      return { type: 'receive-return', at, returnId, refundId: idOf('rfd', request), damaged };
    }),
    command(contracts.refuseReturn, withStatus(200), (request, at) => {
      const { returnId } = request.params;
      return { type: 'refuse-return', at, returnId, reason: request.body.reason };
    }),
    command(contracts.withdrawReturn, withStatus(200), (request, at) => {
      const actor = actorOf(callerOf(request), contracts.withdrawReturn);
      return { type: 'withdraw-return', at, actor, returnId: request.params.returnId };
    }),
  ];
};

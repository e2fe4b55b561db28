// What becomes of a placed order: cancelled, sent elsewhere, shipped, delivered and refunded.

import * as contracts from '../../../events/http/orders/fulfilment.ts';
import { callerOf, type Endpoint } from '../../../platform/http/endpoint.ts';
import { type CommandParts, commandEndpoints, withStatus } from '../requests/command-endpoint.ts';
import { actorOf, idOf } from '../requests/order-request.ts';

/** Of what is cancelled, and of the money that goes back for it. */
const cancellationIds = (request: Parameters<typeof idOf>[1]) => ({
  cancellationId: idOf('can', request),
  refundId: idOf('rfd', request),
});

export const shippingEndpoints = (parts: CommandParts): readonly Endpoint[] => {
  const command = commandEndpoints(parts);
  return [
    command(contracts.cancelOrder, withStatus(202), (request, at) => {
      const actor = actorOf(callerOf(request), contracts.cancelOrder);
      return { type: 'cancel', at, actor, ...cancellationIds(request) };
    }),
    command(contracts.cancelOrderLines, withStatus(202), (request, at) => ({
      type: 'cancel-lines',
      at,
      ...cancellationIds(request),
      ...request.body,
    })),
    command(contracts.changeAddress, withStatus(200), (request, at) => {
      const actor = actorOf(callerOf(request), contracts.changeAddress);
      return { type: 'change-address', at, actor, shippingAddress: request.body };
    }),
    command(contracts.shipOrder, withStatus(201), (request, at) => ({
      type: 'ship',
      at,
      shipmentId: idOf('shp', request),
      ...request.body,
    })),
    command(contracts.deliverOrder, withStatus(200), (_, at) => ({ type: 'deliver', at })),
    command(contracts.refundOrder, withStatus(202), (request, at) => {
      const { amount, reason } = request.body;
      return { type: 'refund', at, refundId: idOf('rfd', request), amount, reason };
    }),
  ];
};

// What becomes of a placed order: cancelled, sent elsewhere, shipped, delivered and refunded.

import * as contracts from '../../../events/http/orders/fulfilment.ts';
import { callerOf, type Endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Orders } from '../commands.ts';
import { carryOut, orderEndpoint } from '../requests/order-endpoint.ts';
import { actorOf, idOf, orderIdOf } from '../requests/order-request.ts';

export const shippingEndpoints = ({
  orders,
  clock,
}: {
  readonly orders: Pick<Orders, 'handle'>;
  readonly clock: Clock;
}): readonly Endpoint[] => {
  const cancel = orderEndpoint(contracts.cancelOrder, (request) => {
    const actor = actorOf(callerOf(request), contracts.cancelOrder);
    const ids = { cancellationId: idOf('can', request), refundId: idOf('rfd', request) };
    const command = { type: 'cancel', at: isoTime(clock), actor, ...ids } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 202,
      body: order,
    }));
  });

  const cancelLines = orderEndpoint(contracts.cancelOrderLines, (request) => {
    const ids = { cancellationId: idOf('can', request), refundId: idOf('rfd', request) };
    const at = isoTime(clock);
    const command = { type: 'cancel-lines', at, ...ids, ...request.body } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 202,
      body: order,
    }));
  });

  const changeAddress = orderEndpoint(contracts.changeAddress, (request) => {
    const actor = actorOf(callerOf(request), contracts.changeAddress);
    const { body: shippingAddress } = request;
    const at = isoTime(clock);
    const command = { type: 'change-address', at, actor, shippingAddress } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 200,
      body: order,
    }));
  });

  const ship = orderEndpoint(contracts.shipOrder, (request) => {
    const shipmentId = idOf('shp', request);
    const command = { type: 'ship', at: isoTime(clock), shipmentId, ...request.body } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 201,
      body: order,
    }));
  });

  const deliver = orderEndpoint(contracts.deliverOrder, (request) => {
    const command = { type: 'deliver', at: isoTime(clock) } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 200,
      body: order,
    }));
  });

  const refund = orderEndpoint(contracts.refundOrder, (request) => {
    const { amount, reason } = request.body;
    const refundId = idOf('rfd', request);
    const command = { type: 'refund', at: isoTime(clock), refundId, amount, reason } as const;
    return carryOut(orders, { orderId: orderIdOf(request.params), command, request }, (order) => ({
      status: 202,
      body: order,
    }));
  });

  return [cancel, cancelLines, changeAddress, ship, deliver, refund];
};

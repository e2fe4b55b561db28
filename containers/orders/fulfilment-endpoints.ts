// What becomes of a placed order: cancelled, sent elsewhere, shipped, delivered and refunded.
import * as contracts from '../../events/http/fulfilment.ts';
import { isoTime } from '../../platform/clock.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf } from '../../platform/http/request.ts';
import { actorOf, carryOut, type OrderServices, orderIdOf } from './routes.ts';

export const fulfilmentEndpoints = (
  services: Pick<OrderServices, 'orders' | 'clock' | 'newId'>,
): readonly Endpoint[] => {
  const { orders, clock, newId } = services;

  const cancel = endpoint(contracts.cancelOrder, (request) => {
    const actor = actorOf(callerOf(request), contracts.cancelOrder);
    const ids = { cancellationId: newId('can'), refundId: newId('rfd') };
    const command = { type: 'cancel', at: isoTime(clock), actor, ...ids } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 202,
      body: order,
    }));
  });

  const cancelLines = endpoint(contracts.cancelOrderLines, (request) => {
    const ids = { cancellationId: newId('can'), refundId: newId('rfd') };
    const at = isoTime(clock);
    const command = { type: 'cancel-lines', at, ...ids, ...request.body } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 202,
      body: order,
    }));
  });

  const changeAddress = endpoint(contracts.changeAddress, (request) => {
    const actor = actorOf(callerOf(request), contracts.changeAddress);
    const { body: shippingAddress } = request;
    const at = isoTime(clock);
    const command = { type: 'change-address', at, actor, shippingAddress } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 200,
      body: order,
    }));
  });

  const ship = endpoint(contracts.shipOrder, (request) => {
    const shipmentId = newId('shp');
    const command = { type: 'ship', at: isoTime(clock), shipmentId, ...request.body } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 201,
      body: order,
    }));
  });

  const deliver = endpoint(contracts.deliverOrder, (request) => {
    const command = { type: 'deliver', at: isoTime(clock) } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 200,
      body: order,
    }));
  });

  const refund = endpoint(contracts.refundOrder, (request) => {
    const { amount, reason } = request.body;
    const refundId = newId('rfd');
    const command = { type: 'refund', at: isoTime(clock), refundId, amount, reason } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 202,
      body: order,
    }));
  });

  return [cancel, cancelLines, changeAddress, ship, deliver, refund];
};

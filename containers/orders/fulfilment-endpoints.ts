// What becomes of a confirmed order: cancelled, or shipped, delivered, returned and refunded.
import * as contracts from '../../events/http/orders.ts';
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
    const command = { type: 'cancel', at: isoTime(clock), actor } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 202,
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

  const requestReturn = endpoint(contracts.requestReturn, (request) => {
    const { lines, reason } = request.body;
    const returnId = newId('ret');
    const actor = actorOf(callerOf(request), contracts.requestReturn);
    const at = isoTime(clock);
    const command = { type: 'request-return', at, actor, returnId, lines, reason } as const;
    return carryOut(orders, orderIdOf(request.params), command, request, (order) => ({
      status: 202,
      body: { returnId, order },
    }));
  });

  const receiveReturn = endpoint(contracts.receiveReturn, (request) => {
    const { returnId } = request.params;
    const refundId = newId('rfd');
    const command = { type: 'receive-return', at: isoTime(clock), returnId, refundId } as const;
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

  return [cancel, ship, deliver, requestReturn, receiveReturn, refund];
};

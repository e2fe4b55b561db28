// Placing an order.
import * as contracts from '../../events/http/orders.ts';
import { isoTime } from '../../platform/clock.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf } from '../../platform/http/request.ts';
import { carryOut, type OrderServices } from './routes.ts';

export const placingEndpoints = (services: OrderServices): readonly Endpoint[] => {
  const { orders, catalogue, clock, newId } = services;

  const place = endpoint(contracts.placeOrder, async (request) => {
    const { lines, shippingAddress, paymentMethod, expectedTotal } = request.body;
    const orderId = newId('ord');
    return carryOut(
      orders,
      orderId,
      {
        type: 'place',
        at: isoTime(clock),
        orderId,
        customerId: callerOf(request).subject,
        lines,
        quotes: await catalogue.quote(lines.map(({ sku }) => sku)),
        shippingAddress,
        paymentToken: paymentMethod.token,
        expectedTotal,
      },
      request,
      (order) => ({ status: 201, headers: { location: `/v1/orders/${orderId}` }, body: order }),
    );
  });

  return [place];
};

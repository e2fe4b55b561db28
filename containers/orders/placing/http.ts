// Placing an order over HTTP.

import { type Order, placeOrder } from '../../../events/http/orders/orders.ts';
import type { Endpoint, Reply, Request } from '../../../platform/http/endpoint.ts';
import { createKeyedLock } from '../../../platform/kernel/keyed-lock.ts';
import type { Carts } from '../cart/cart-store.ts';
import type { Orders } from '../commands.ts';
import { type Asked, answerAgain, carryOut, orderEndpoint } from '../requests/order-endpoint.ts';
import { idOf } from '../requests/order-request.ts';
import { createPlaceCommand } from './place-command.ts';

export const placingEndpoints = ({
  orders,
  carts,
  ...priced
}: Parameters<typeof createPlaceCommand>[0] & {
  readonly orders: Pick<Orders, 'handle' | 'repeated'>;
  readonly carts: Pick<Carts, 'takeOut'>;
}): readonly Endpoint[] => {
  const takeTurn = createKeyedLock();
  const place = createPlaceCommand(priced);

  const placeNew = (
    request: Request<typeof placeOrder>,
    orderId: string,
    answer: (order: Order) => Reply,
  ): Promise<Reply> =>
    place(request, orderId, async ({ command, codes }) => {
      const { customerId, lines, fromCart } = command;
      // Orders with one coupon change its one item: together they would only refuse each other.
      const placeWith = (also: Asked['also']) =>
        takeTurn(codes, () => carryOut(orders, { orderId, command, request, also }, answer));
      return fromCart
        ? carts.takeOut({ kind: 'customer', customerId }, lines, placeWith)
        : placeWith([]);
    });

  return [
    orderEndpoint(placeOrder, async (request) => {
      const orderId = idOf('ord', request);
      const answer = (order: Order) => ({
        status: 201,
        headers: { location: `/v1/orders/${orderId}` },
        body: order,
      });
      try {
        return await placeNew(request, orderId, answer);
      } catch (error) {
        return answerAgain(orders, { orderId, request, error }, answer);
      }
    }),
  ];
};

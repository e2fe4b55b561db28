// Placing an order.

import type { Order } from '../../../events/http/orders/orders.ts';
import * as contracts from '../../../events/http/orders/orders.ts';
import { createKeyedLock } from '../../../platform/calls/keyed-lock.ts';
import type { Write } from '../../../platform/data/table.ts';
import {
  callerOf,
  type Endpoint,
  type Reply,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { isoTime } from '../../../platform/kernel/clock.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import { couponCode } from '../coupons/coupons.ts';
import type { UserCommand } from '../domain/commands.ts';
import type { Coupon } from '../domain/pricing/coupon.ts';
import {
  answerAgain,
  carryOut,
  idOf,
  type OrderServices,
  orderEndpoint,
} from '../order-endpoint.ts';

export const placingEndpoints = (services: OrderServices): readonly Endpoint[] => {
  const { orders, catalogue, carts, coupons, clock } = services;
  const takeTurn = createKeyedLock();

  const find = async (code: string): Promise<Coupon | 'unknown'> =>
    (await coupons.find(code)) ?? 'unknown';

  const placeNew = async (
    request: Request<typeof contracts.placeOrder>,
    orderId: string,
    answer: (order: Order) => Reply,
  ): Promise<Reply> => {
    const { body } = request;
    const { lines, shippingAddress, paymentMethod, expectedTotal } = body;
    const { shippingMethod = 'standard', fromCart = false } = request.body;
    const currency = checkedCurrency(request.body.currency, '/currency');
    const codes = [...(body.coupon ? [body.coupon] : []), ...(body.coupons ?? [])].map(couponCode);
    const [quotes, found] = await Promise.all([
      catalogue.quote(
        lines.map(({ sku }) => sku),
        currency,
      ),
      Promise.all(codes.map(find)),
    ]);
    const customerId = callerOf(request).subject;
    const command: UserCommand = {
      type: 'place',
      at: isoTime(clock),
      orderId,
      customerId,
      lines,
      quotes,
      currency,
      shippingAddress,
      shippingMethod,
      paymentToken: paymentMethod.token,
      coupons: found,
      expectedTotal,
      fromCart,
    };
    // Orders with one coupon change its one item: together they would only refuse each other.
    const placeWith = (also: readonly Write[]) =>
      takeTurn(codes, () => carryOut(orders, orderId, command, request, answer, also));
    return fromCart
      ? carts.takeOut({ kind: 'customer', customerId }, lines, placeWith)
      : placeWith([]);
  };

  const place = orderEndpoint(contracts.placeOrder, async (request) => {
    const { idempotency } = request;
    const orderId = idOf('ord', request);
    const answer = (order: Order) => ({
      status: 201,
      headers: { location: `/v1/orders/${orderId}` },
      body: order,
    });
    try {
      return await placeNew(request, orderId, answer);
    } catch (error) {
      return answerAgain(orders, orderId, { idempotency, error }, answer);
    }
  });

  return [place];
};

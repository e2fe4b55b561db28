// Placing an order.
import type { Order } from '../../events/http/orders.ts';
import * as contracts from '../../events/http/orders.ts';
import { isoTime } from '../../platform/clock.ts';
import type { Write } from '../../platform/data/write.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf } from '../../platform/http/request.ts';
import { checkedCurrency } from '../../platform/money.ts';
import { couponCode } from './coupons.ts';
import type { UserCommand } from './domain/commands.ts';
import type { Coupon } from './domain/coupon.ts';
import { carryOut, type OrderServices } from './routes.ts';

export const placingEndpoints = (services: OrderServices): readonly Endpoint[] => {
  const { orders, catalogue, carts, coupons, clock, newId } = services;

  const couponOf = async (text: string | undefined): Promise<Coupon | 'unknown' | undefined> =>
    text === undefined ? undefined : ((await coupons.find(couponCode(text))) ?? 'unknown');

  const place = endpoint(contracts.placeOrder, async (request) => {
    const { lines, shippingAddress, paymentMethod, expectedTotal } = request.body;
    const { shippingMethod = 'standard', fromCart = false } = request.body;
    const currency = checkedCurrency(request.body.currency, '/currency');
    const [quotes, coupon] = await Promise.all([
      catalogue.quote(
        lines.map(({ sku }) => sku),
        currency,
      ),
      couponOf(request.body.coupon),
    ]);
    const orderId = newId('ord');
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
      coupon,
      expectedTotal,
      fromCart,
    };
    const answer = (order: Order) => ({
      status: 201,
      headers: { location: `/v1/orders/${orderId}` },
      body: order,
    });
    const placeWith = (also: readonly Write[]) =>
      carryOut(orders, orderId, command, request, answer, also);
    return fromCart
      ? carts.takeOut({ kind: 'customer', customerId }, lines, placeWith)
      : placeWith([]);
  });

  return [place];
};

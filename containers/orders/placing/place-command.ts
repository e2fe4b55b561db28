// The command to place an order: what was asked for, with prices and coupons as they are now.
import type { placeOrder } from '../../../events/http/orders/orders.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Coupons, couponCode } from '../coupons/coupons.ts';
import type { Place } from '../domain/commands.ts';

export type PlaceCommandOf = (
  request: Request<typeof placeOrder>,
  orderId: string,
) => Promise<{
  readonly command: Place;
  /** Of the coupons that are named. */
  readonly codes: readonly string[];
}>;

export const createPlaceCommand = ({
  catalogue,
  coupons,
  clock,
}: {
  readonly catalogue: Pick<Catalogue, 'quote'>;
  readonly coupons: Pick<Coupons, 'find'>;
  readonly clock: Clock;
}): PlaceCommandOf => {
  const find = async (code: string) => (await coupons.find(code)) ?? 'unknown';

  return async (request, orderId) => {
    const { body } = request;
    const { lines, shippingAddress, paymentMethod, expectedTotal } = body;
    const { shippingMethod = 'standard', fromCart = false } = body;
    const currency = checkedCurrency(body.currency, '/currency');
    const codes = [...(body.coupon ? [body.coupon] : []), ...(body.coupons ?? [])].map(couponCode);
    const skus = lines.map(({ sku }) => sku);
    const [quotes, found] = await Promise.all([
      catalogue.quote(skus, currency),
      Promise.all(codes.map(find)),
    ]);
    const command: Place = {
      type: 'place',
      at: isoTime(clock),
      orderId,
      customerId: callerOf(request).subject,
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
    return { command, codes };
  };
};

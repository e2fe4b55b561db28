// The command to place an order: what was asked for, with coupons as they are now and prices that are at most a second old.
import type { placeOrder } from '../../../events/http/orders/orders.ts';
import { callerOf, type Request } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { withRecentQuotes } from '../catalogue/recent-quotes.ts';
import { type Coupons, couponCode } from '../coupons/coupons.ts';
import type { Place } from '../domain/commands.ts';

type PlaceRequest = Request<typeof placeOrder>;

export interface Priced {
  readonly command: Place;
  /** Of the coupons that are named. */
  readonly codes: readonly string[];
}

/** Has `carryOut` carry out the command that a request for an order is. */
export type PlaceCommand = <Result>(
  request: PlaceRequest,
  orderId: string,
  carryOut: (priced: Priced) => Promise<Result>,
) => Promise<Result>;

export const createPlaceCommand = ({
  catalogue,
  coupons,
  clock,
}: {
  readonly catalogue: Catalogue;
  readonly coupons: Pick<Coupons, 'find'>;
  readonly clock: Clock;
}): PlaceCommand => {
  const recent = withRecentQuotes(catalogue, { clock });
  const find = async (code: string) => (await coupons.find(code)) ?? 'unknown';

  const priced = async (
    request: PlaceRequest,
    orderId: string,
    { quote }: Catalogue,
  ): Promise<Priced> => {
    const { body } = request;
    const { lines, shippingAddress, paymentMethod, expectedTotal } = body;
    const { shippingMethod = 'standard', fromCart = false } = body;
    const currency = checkedCurrency(body.currency, '/currency');
    const codes = [...(body.coupon ? [body.coupon] : []), ...(body.coupons ?? [])].map(couponCode);
    const skus = lines.map(({ sku }) => sku);
    const [quotes, found] = await Promise.all([
      quote(skus, currency),
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

  return async (request, orderId, carryOut) => {
    try {
      return await carryOut(await priced(request, orderId, recent));
    } catch (error) {
      // Within that second the customer may have seen a price that is not known here.
      if (!isAppError(error, 'price-changed')) throw error;
      return carryOut(await priced(request, orderId, catalogue));
    }
  };
};

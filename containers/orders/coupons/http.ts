// The routes of coupons, for staff.
import * as contracts from '../../../events/http/orders/coupons.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { etagOf } from '../../../platform/http/precondition.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { checkedCoupon } from '../domain/pricing/coupon.ts';
import { checkCurrencies, createCouponChanging } from './changing.ts';
import { type Coupons, couponCode } from './coupons.ts';

export const couponEndpoints = ({
  coupons,
  cursors,
  clock,
}: {
  readonly coupons: Coupons;
  readonly cursors: Seals;
  readonly clock: Clock;
}): readonly Endpoint[] => {
  const changing = createCouponChanging(coupons, clock);

  return [
    endpoint(contracts.createCoupon, async ({ body }) => {
      checkCurrencies(body);
      const code = couponCode(body.code);
      const coupon = await coupons.create(checkedCoupon({ ...body, code }));
      const headers = { etag: etagOf(coupon), location: `/v1/coupons/${code}` };
      return { status: 201, headers, body: coupon };
    }),

    endpoint(contracts.readCoupon, async ({ params }) => {
      const coupon = await changing.existing(params.code);
      return { status: 200, headers: { etag: etagOf(coupon) }, body: coupon };
    }),

    endpoint(contracts.listCoupons, async (request) => {
      const { limit = 20, cursor } = request.query;
      const binding = `${contracts.listCoupons.id} ${callerOf(request).subject}`;
      const after = cursor === undefined ? undefined : cursors.open<string>(cursor, binding);
      const { coupons: items, next } = await coupons.list(limit, after);
      const nextCursor = next === undefined ? null : cursors.seal(next, binding);
      return { status: 200, body: { items: [...items], nextCursor } };
    }),

    endpoint(contracts.changeCoupon, async ({ params, body, header }) => {
      const coupon = await changing.change(params.code, header('if-match'), body);
      return { status: 200, headers: { etag: etagOf(coupon) }, body: coupon };
    }),

    endpoint(contracts.endCoupon, async ({ params, header }) => {
      await changing.end(params.code, header('if-match'));
      return { status: 204 };
    }),
  ];
};

// The routes of coupons, for staff.
import * as contracts from '../../events/http/coupons.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { exponentOf, isPayable } from '../../platform/money.ts';
import { type Coupons, couponCode } from './coupons.ts';
import { withInstants } from './domain/coupon.ts';

export const couponEndpoints = (coupons: Coupons): readonly Endpoint[] => {
  const create = endpoint(contracts.createCoupon, async (request) => {
    const { discount, minimum } = request.body;
    const worths = [minimum, discount.kind === 'amount' ? discount.amount : undefined];
    for (const worth of worths) if (worth !== undefined) exponentOf(worth.currency);
    if (discount.kind === 'amount' && !isPayable(discount.amount)) {
      const detail = 'leaves an amount that cannot be paid';
      const fault = { pointer: '/discount/amount/amount', code: 'amount-not-payable', detail };
      throw new AppError('amount-not-payable', { errors: [fault] });
    }
    const code = couponCode(request.body.code);
    const coupon = await coupons.create(withInstants({ ...request.body, code }));
    return { status: 201, headers: { location: `/v1/coupons/${code}` }, body: coupon };
  });

  const read = endpoint(contracts.readCoupon, async (request) => {
    const coupon = await coupons.find(couponCode(request.params.code));
    if (coupon === undefined) throw new AppError('not-found');
    return { status: 200, body: coupon };
  });

  return [create, read];
};

// The routes of coupons, for staff.
import * as contracts from '../../../events/http/orders/coupons.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkMatch, etagOf, requireMatch } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { exponentOf } from '../../../platform/kernel/money.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import {
  type Coupon,
  changedCoupon,
  checkedCoupon,
  endedCoupon,
} from '../domain/pricing/coupon.ts';
import { CouponChanged, type Coupons, couponCode, type StoredCoupon } from './coupons.ts';

const binding = 'coupons';

const isChanged = (error: unknown): boolean => error instanceof CouponChanged;

/** Throws `unsupported-currency`. */
const checkCurrencies = ({ discount, minimum }: Pick<Coupon, 'discount' | 'minimum'>): void => {
  if (discount.kind === 'amount') exponentOf(discount.amount.currency);
  if (minimum !== undefined) exponentOf(minimum.currency);
};

export const couponEndpoints = ({
  coupons,
  cursors,
  clock,
}: {
  readonly coupons: Coupons;
  readonly cursors: Seals;
  readonly clock: Clock;
}): readonly Endpoint[] => {
  const existing = async (code: string): Promise<StoredCoupon> => {
    const coupon = await coupons.find(couponCode(code));
    if (coupon === undefined) throw new AppError('not-found');
    return coupon;
  };

  const end = async (code: string, ifMatch: string | undefined): Promise<void> => {
    const coupon = await existing(code);
    if (ifMatch !== undefined) checkMatch(ifMatch, coupon);
    const ended = endedCoupon(coupon, isoTime(clock));
    if (ended !== coupon) await coupons.replace(ended);
  };

  return [
    endpoint(contracts.createCoupon, async ({ body }) => {
      checkCurrencies(body);
      const code = couponCode(body.code);
      const coupon = await coupons.create(checkedCoupon({ ...body, code }));
      const headers = { etag: etagOf(coupon), location: `/v1/coupons/${code}` };
      return { status: 201, headers, body: coupon };
    }),

    endpoint(contracts.readCoupon, async ({ params }) => {
      const coupon = await existing(params.code);
      return { status: 200, headers: { etag: etagOf(coupon) }, body: coupon };
    }),

    endpoint(contracts.listCoupons, async ({ query: { limit = 20, cursor } }) => {
      const after = cursor === undefined ? undefined : cursors.open<string>(cursor, binding);
      const { coupons: items, next } = await coupons.list(limit, after);
      const nextCursor = next === undefined ? null : cursors.seal(next, binding);
      return { status: 200, body: { items: [...items], nextCursor } };
    }),

    endpoint(contracts.changeCoupon, async ({ params, body, header }) => {
      const before = await existing(params.code);
      requireMatch(header('if-match'), before);
      const changed = changedCoupon(before, body);
      checkCurrencies(changed);
      try {
        const coupon = await coupons.replace(changed);
        return { status: 200, headers: { etag: etagOf(coupon) }, body: coupon };
      } catch (error) {
        throw isChanged(error) ? new AppError('precondition-failed', { cause: error }) : error;
      }
    }),

    endpoint(contracts.endCoupon, async ({ params, header }) => {
      await retryOn(isChanged, () => end(params.code, header('if-match')));
      return { status: 204 };
    }),
  ];
};

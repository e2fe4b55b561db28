// Changes of a coupon, and its end.
import { checkMatch, requireMatch } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { exponentOf } from '../../../platform/kernel/money.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { type Coupon, changedCoupon, endedCoupon } from '../domain/pricing/coupon.ts';
import { CouponChanged, type Coupons, couponCode, type StoredCoupon } from './coupons.ts';

export interface CouponChanging {
  /** Throws `not-found`. */
  existing(code: string): Promise<StoredCoupon>;
  /** Of the version with this entity tag. Throws `precondition-required`, `precondition-failed` or `unsupported-currency`. */
  change(
    code: string,
    ifMatch: string | undefined,
    change: Parameters<typeof changedCoupon>[1],
  ): Promise<StoredCoupon>;
  /** Of any version where no entity tag is given. */
  end(code: string, ifMatch: string | undefined): Promise<void>;
}

const isChanged = (error: unknown): boolean => error instanceof CouponChanged;

/** Throws `unsupported-currency`. */
export const checkCurrencies = ({
  discount,
  minimum,
}: Pick<Coupon, 'discount' | 'minimum'>): void => {
  if (discount.kind === 'amount') exponentOf(discount.amount.currency);
  if (minimum !== undefined) exponentOf(minimum.currency);
};

export const createCouponChanging = (
  coupons: Pick<Coupons, 'find' | 'replace'>,
  clock: Clock,
): CouponChanging => {
  const existing = async (code: string): Promise<StoredCoupon> => {
    const coupon = await coupons.find(couponCode(code));
    if (coupon === undefined) throw new AppError('not-found');
    return coupon;
  };

  const endOnce = async (code: string, ifMatch: string | undefined): Promise<void> => {
    const coupon = await existing(code);
    if (ifMatch !== undefined) checkMatch(ifMatch, coupon);
    const ended = endedCoupon(coupon, isoTime(clock));
    if (ended !== coupon) await coupons.replace(ended);
  };

  return {
    existing,

    // The next version may be one that the header allows.
    change: (code, ifMatch, given) =>
      retryOn(isChanged, async () => {
        const before = await existing(code);
        requireMatch(ifMatch, before);
        const changed = changedCoupon(before, given);
        checkCurrencies(changed);
        return coupons.replace(changed);
      }),

    end: (code, ifMatch) => retryOn(isChanged, () => endOnce(code, ifMatch)),
  };
};

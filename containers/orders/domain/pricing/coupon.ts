// Coupons: what they take off, when they hold, and how often.
import type { CouponChange } from '../../../../events/http/orders/coupons.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import { compare, type Money, payableStep, portion } from '../../../../platform/kernel/money.ts';

export interface Coupon {
  readonly code: string;
  readonly discount:
    | {
        readonly kind: 'percentage';
        /** 12.5 % is 1,250. */
        readonly basisPoints: number;
      }
    | { readonly kind: 'amount'; readonly amount: Money };
  /** ISO times; the end is not part of it. */
  readonly validFrom?: string;
  readonly validUntil?: string;
  /** Least worth of the goods. */
  readonly minimum?: Money;
  /** Orders in all, and orders of one customer. */
  readonly limit?: number;
  readonly limitPerCustomer?: number;
}

const whole = 10_000;

const instant = (time: string): string => new Date(time).toISOString();

/** All times in one form, since they are compared as text; throws `validation-failed` where the window is empty. */
export const withInstants = <C extends Coupon>(coupon: C): C => {
  const validFrom = coupon.validFrom && instant(coupon.validFrom);
  const validUntil = coupon.validUntil && instant(coupon.validUntil);
  if (validFrom && validUntil && validFrom >= validUntil) {
    const detail = 'must be after validFrom';
    const fault = { pointer: '/validUntil', code: 'empty-window', detail };
    throw new AppError('validation-failed', { errors: [fault] });
  }
  return { ...coupon, ...(validFrom && { validFrom }), ...(validUntil && { validUntil }) };
};

const isNamed = ([, value]: readonly [string, unknown]): boolean => value !== null;

/** What is not named stays, and null takes a term away. Throws `validation-failed` where the window is empty. */
export const changedCoupon = <C extends Coupon>(coupon: C, change: CouponChange): C => {
  const terms = Object.entries({ ...coupon, ...change }).filter(isNamed);
  return withInstants(Object.fromEntries(terms) as C);
};

/** It holds no more from `at` on, an ISO time; the same coupon where it had ended before. */
export const endedCoupon = <C extends Coupon>(coupon: C, at: string): C =>
  coupon.validUntil !== undefined && coupon.validUntil <= at
    ? coupon
    : { ...coupon, validUntil: at };

const refuse = (detail: string): never => {
  throw new AppError('coupon-invalid', {
    errors: [{ pointer: '/coupon', code: 'coupon-invalid', detail }],
  });
};

export const unknownCoupon = (): never => refuse('There is no such coupon.');

const refuseOutsideValidity = ({ validFrom, validUntil }: Coupon, at: string): void => {
  if (validFrom !== undefined && at < validFrom) refuse(`The coupon holds from ${validFrom}.`);
  if (validUntil !== undefined && at >= validUntil) refuse(`The coupon held until ${validUntil}.`);
};

const refuseCurrency = (currency: string, { currency: other }: Money): void => {
  if (currency !== other) refuse(`The coupon is for orders in ${other}.`);
};

/** What the coupon takes off goods of this worth; never more than they are worth. */
export const discountOf = (coupon: Coupon, subtotal: Money, at: string): Money => {
  refuseOutsideValidity(coupon, at);
  const { discount, minimum } = coupon;
  if (minimum !== undefined) {
    refuseCurrency(subtotal.currency, minimum);
    if (compare(subtotal, minimum) < 0) {
      refuse(`The coupon wants goods worth ${minimum.amount} ${minimum.currency}.`);
    }
  }
  if (discount.kind === 'percentage') {
    return portion(subtotal, discount.basisPoints, whole, payableStep(subtotal.currency));
  }
  refuseCurrency(subtotal.currency, discount.amount);
  return compare(discount.amount, subtotal) > 0 ? subtotal : discount.amount;
};

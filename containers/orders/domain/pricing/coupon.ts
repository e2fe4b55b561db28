// Coupons: what they take off, when they hold, and how often.
import type { CouponChange } from '../../../../events/http/orders/coupons.ts';
import { AppError } from '../../../../platform/kernel/errors.ts';
import {
  compare,
  formatMoney,
  isPayable,
  type Money,
  payableStep,
  portion,
  subtract,
} from '../../../../platform/kernel/money.ts';

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
  /** May be used together with others that may. */
  readonly combinable?: boolean;
}

const whole = 10_000;

const instant = (time: string): string => new Date(time).toISOString();

/** It would leave a rest that nobody can pay. */
const refuseUnpayable = ({ discount }: Coupon): void => {
  if (discount.kind === 'percentage' || isPayable(discount.amount)) return;
  const detail = `${formatMoney(discount.amount)} cannot be paid.`;
  const errors = [{ pointer: '/discount/amount/amount', code: 'amount-not-payable', detail }];
  throw new AppError('amount-not-payable', { errors });
};

/** No order is in both currencies, so that nobody could ever use it. */
const refuseTwoCurrencies = ({ discount, minimum }: Coupon): void => {
  if (discount.kind === 'percentage' || minimum === undefined) return;
  const { currency } = discount.amount;
  if (minimum.currency === currency) return;
  const detail = `must be ${currency}, as the amount it takes off`;
  const fault = { pointer: '/minimum/currency', code: 'mixed-currency', detail };
  throw new AppError('validation-failed', { errors: [fault] });
};

/** All times in one form, since they are compared as text; throws `validation-failed` where the window is empty or the terms are in two currencies, `amount-not-payable` where what it takes off is no amount to pay. */
export const checkedCoupon = <C extends Coupon>(coupon: C): C => {
  refuseUnpayable(coupon);
  refuseTwoCurrencies(coupon);
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

/** What is not named stays, and null takes a term away. Throws as `checkedCoupon`. */
export const changedCoupon = <C extends Coupon>(coupon: C, change: CouponChange): C => {
  const terms = Object.entries({ ...coupon, ...change }).filter(isNamed);
  return checkedCoupon(Object.fromEntries(terms) as C);
};

/** It holds no more from `at` on, an ISO time; the same coupon where it had ended before. */
export const endedCoupon = <C extends Coupon>(coupon: C, at: string): C =>
  coupon.validUntil !== undefined && coupon.validUntil <= at
    ? coupon
    : { ...coupon, validUntil: at };

/** In `coupon` where there is one, else its place in `coupons`. */
const refuse = (detail: string, pointer = '/coupon'): never => {
  throw new AppError('coupon-invalid', { errors: [{ pointer, code: 'coupon-invalid', detail }] });
};

type Refuse = (detail: string) => never;

const refuseOutsideValidity = (
  { validFrom, validUntil }: Coupon,
  at: string,
  refused: Refuse,
): void => {
  if (validFrom !== undefined && at < validFrom) refused(`The coupon holds from ${validFrom}.`);
  if (validUntil !== undefined && at >= validUntil) refused(`The coupon held until ${validUntil}.`);
};

const refuseCurrency = (currency: string, { currency: other }: Money, refused: Refuse): void => {
  if (currency !== other) refused(`The coupon is for orders in ${other}.`);
};

/** What the coupon takes off what is `left` of goods of this worth; never more than that. */
const discountOf = (
  coupon: Coupon,
  { subtotal, left, at }: { readonly subtotal: Money; readonly left: Money; readonly at: string },
  refused: Refuse,
): Money => {
  refuseOutsideValidity(coupon, at, refused);
  const { discount, minimum } = coupon;
  if (minimum !== undefined) {
    refuseCurrency(subtotal.currency, minimum, refused);
    if (compare(subtotal, minimum) < 0) {
      refused(`The coupon wants goods worth ${minimum.amount} ${minimum.currency}.`);
    }
  }
  if (discount.kind === 'percentage') {
    return portion(left, discount.basisPoints, whole, payableStep(left.currency));
  }
  refuseCurrency(left.currency, discount.amount, refused);
  return compare(discount.amount, left) > 0 ? left : discount.amount;
};

/** What the coupons take off together, each of what those before it have left; `unknown` is one that there is not. Throws `coupon-invalid`. */
export const discountOfAll = (
  coupons: readonly (Coupon | 'unknown')[],
  subtotal: Money,
  at: string,
): Money => {
  const before = new Set<string>();
  const left = coupons.reduce((rest, coupon, index) => {
    const refused: Refuse = (detail) =>
      refuse(detail, coupons.length === 1 ? '/coupon' : `/coupons/${index}`);
    if (coupon === 'unknown') return refused('There is no such coupon.');
    if (before.has(coupon.code)) return refused('The coupon is named twice.');
    if (coupons.length > 1 && !coupon.combinable) {
      return refused('The coupon cannot be used together with others.');
    }
    before.add(coupon.code);
    return subtract(rest, discountOf(coupon, { subtotal, left: rest, at }, refused));
  }, subtotal);
  return subtract(subtotal, left);
};

/** Codes of all coupons that an order was placed with; one of earlier days names one at most. */
export const couponsOf = ({
  coupon,
  coupons,
}: {
  readonly coupon?: string;
  readonly coupons?: readonly string[];
}): readonly string[] => coupons ?? (coupon === undefined ? [] : [coupon]);

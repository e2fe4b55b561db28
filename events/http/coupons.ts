// Coupons, kept by staff: /coupons.
import { Type } from 'typebox';
import { strict, Timestamp } from '../schemas.ts';
import { CouponCode } from './orders.ts';
import { admin, defineRoute } from './route.ts';

const Worth = strict({
  /** As much as an order can cost. */
  amount: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});
const Count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

const coupon = {
  code: CouponCode,
  discount: Type.Union([
    strict({
      kind: Type.Literal('percentage'),
      /** 12.5 % is 1250. */
      basisPoints: Type.Integer({ minimum: 1, maximum: 10_000 }),
    }),
    strict({ kind: Type.Literal('amount'), amount: Worth }),
  ]),
  validFrom: Type.Optional(Timestamp),
  validUntil: Type.Optional(Timestamp),
  minimum: Type.Optional(Worth),
  limit: Type.Optional(Count),
  limitPerCustomer: Type.Optional(Count),
};

export const NewCoupon = strict(coupon);
export const StoredCoupon = strict({ ...coupon, redeemed: Type.Integer() });

export const createCoupon = defineRoute({
  id: 'orders.create-coupon',
  service: 'orders',
  method: 'POST',
  path: '/coupons',
  summary: 'Add a coupon; its code is the same in upper and lower case',
  auth: admin,
  request: { body: NewCoupon },
  responses: { 201: StoredCoupon },
});

export const readCoupon = defineRoute({
  id: 'orders.read-coupon',
  service: 'orders',
  method: 'GET',
  path: '/coupons/{code}',
  summary: 'A coupon and how often it is in use',
  auth: admin,
  request: { params: strict({ code: Type.String({ maxLength: 100 }) }) },
  responses: { 200: StoredCoupon },
});

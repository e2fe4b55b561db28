// Coupons, kept by staff: /coupons.
import { type Static, Type } from 'typebox';
import { strict, Timestamp } from '../../schemas.ts';
import { admin, defineRoute } from '../route.ts';
import { idParam, listOf, listQuery } from '../shapes.ts';
import { CouponCode } from './orders.ts';

const Worth = strict({
  /** As much as an order can cost. */
  amount: Type.Integer({ minimum: 1, maximum: 999_999_999_999 }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});
const Count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

const terms = {
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
  /** May be used together with others that may; alone where it is not named. */
  combinable: Type.Optional(Type.Boolean()),
};

export const NewCoupon = strict({ code: CouponCode, ...terms });
export const StoredCoupon = strict({
  code: CouponCode,
  ...terms,
  redeemed: Type.Integer(),
  version: Type.Integer(),
});
export type StoredCoupon = Static<typeof StoredCoupon>;

/** What is not named stays, and null takes a term away. */
export const CouponChange = strict({
  discount: Type.Optional(terms.discount),
  validFrom: Type.Optional(Type.Union([Timestamp, Type.Null()])),
  validUntil: Type.Optional(Type.Union([Timestamp, Type.Null()])),
  minimum: Type.Optional(Type.Union([Worth, Type.Null()])),
  limit: Type.Optional(Type.Union([Count, Type.Null()])),
  limitPerCustomer: Type.Optional(Type.Union([Count, Type.Null()])),
  combinable: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
});
export type CouponChange = Static<typeof CouponChange>;

const couponParams = strict({ code: idParam('Of the coupon, in any case.', 'SPRING-10') });

export const createCoupon = defineRoute({
  id: 'orders.create-coupon',
  service: 'orders',
  method: 'POST',
  path: '/coupons',
  summary:
    'Add a coupon; its code is the same in upper and lower case, and stays taken when the coupon has ended',
  auth: admin,
  responseHeaders: ['ETag', 'Location'],
  problems: ['already-exists', 'unsupported-currency', 'amount-not-payable'],
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
  responseHeaders: ['ETag'],
  request: { params: couponParams },
  responses: { 200: StoredCoupon },
});

export const listCoupons = defineRoute({
  id: 'orders.list-coupons',
  service: 'orders',
  method: 'GET',
  path: '/coupons',
  summary: 'All coupons by their codes, those that have ended too',
  auth: admin,
  request: { query: listQuery({}) },
  responses: { 200: listOf(StoredCoupon) },
});

export const changeCoupon = defineRoute({
  id: 'orders.change-coupon',
  service: 'orders',
  method: 'PATCH',
  path: '/coupons/{code}',
  summary: 'Change a coupon; If-Match names the version that was read',
  auth: admin,
  requestHeaders: { 'If-Match': 'required' },
  responseHeaders: ['ETag'],
  problems: ['unsupported-currency', 'amount-not-payable'],
  request: { params: couponParams, body: CouponChange },
  responses: { 200: StoredCoupon },
});

export const endCoupon = defineRoute({
  id: 'orders.end-coupon',
  service: 'orders',
  method: 'DELETE',
  path: '/coupons/{code}',
  summary: 'End a coupon now; orders that use it keep their discount',
  auth: admin,
  requestHeaders: { 'If-Match': 'optional' },
  request: { params: couponParams },
  responses: { 204: null },
});

// Coupons in the table.
import type { Readable } from '../../../platform/data/readable.ts';
import {
  anyOf,
  integer,
  members,
  oneOf,
  optional,
  positive,
  text,
  time,
} from '../../../platform/data/shape.ts';
import {
  type Change,
  type Condition,
  isNew,
  type Key,
  type Table,
  type Write,
} from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Coupon } from '../domain/pricing/coupon.ts';

export interface StoredCoupon extends Coupon {
  /** Orders it is in use for. */
  readonly redeemed: number;
  /** Counts the changes of its terms; uses are none. */
  readonly version: number;
}

export interface CouponPage {
  readonly coupons: readonly StoredCoupon[];
  /** Code after which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** Somebody else has changed the coupon since it was read. */
export class CouponChanged extends Error {}

export interface Coupons {
  find(code: string): Promise<StoredCoupon | undefined>;
  /** By their codes, those after the one given. */
  list(limit: number, after?: string): Promise<CouponPage>;
  /** Throws `already-exists`. */
  create(coupon: Coupon): Promise<StoredCoupon>;
  /** In place of the version that was read; its uses go on being counted. Throws CouponChanged. */
  replace(coupon: StoredCoupon): Promise<StoredCoupon>;
}

/** Codes are the same in upper and lower case. */
export const couponCode = (text: string): string => text.toUpperCase();

export const couponKey = (code: string): Key => ({ pk: `COUPON#${code}`, sk: 'COUPON' });

const worth = members({ amount: integer, currency: text });

const couponItem = members({
  code: text,
  discount: anyOf(
    members({ kind: oneOf('percentage'), basisPoints: integer }),
    members({ kind: oneOf('amount'), amount: worth }),
  ),
  validFrom: optional(time),
  validUntil: optional(time),
  minimum: optional(worth),
  limit: optional(integer),
  limitPerCustomer: optional(integer),
  combinable: optional(oneOf(true, false)),
  redeemed: integer,
  version: optional(positive),
});

/** One short item a coupon, so that a page of codes is one query. */
const codesPartition = 'COUPONS';
const listed = (code: string): Write => ({ put: { pk: codesPartition, sk: code } });

const terms = [
  'discount',
  'validFrom',
  'validUntil',
  'minimum',
  'limit',
  'limitPerCustomer',
  'combinable',
] as const;

/** Sets the terms there are and removes the others. */
const termsOf = (coupon: StoredCoupon): Change => {
  const given = terms.filter((term) => coupon[term] !== undefined);
  const gone = terms.filter((term) => coupon[term] === undefined);
  const set = [...given, 'version' as const].map((term) => `#${term} = :${term}`).join(', ');
  const remove = gone.length === 0 ? '' : ` REMOVE ${gone.map((term) => `#${term}`).join(', ')}`;
  return {
    expression: `SET ${set}${remove}`,
    names: Object.fromEntries([...terms, 'version'].map((term) => [`#${term}`, term])),
    values: Object.fromEntries(
      [...given, 'version' as const].map((term) => [`:${term}`, coupon[term]]),
    ),
  };
};

/** The first version has no number in items that are older than versions. */
const isVersion = (version: number): Condition => ({
  expression: `#version = :before${version === 1 ? ' OR attribute_not_exists(#version)' : ''}`,
  names: { '#version': 'version' },
  values: { ':before': version },
});

const couponOf = ({ pk: _pk, sk: _sk, ...coupon }: Key & StoredCoupon): StoredCoupon => ({
  ...coupon,
  version: coupon.version ?? 1,
});

export const createCoupons = (table: Table, readable: Readable): Coupons => {
  const couponsOf = (items: readonly (Key & StoredCoupon)[]): StoredCoupon[] =>
    readable.wellFormed('coupon', couponItem, items).map(couponOf);

  return {
    find: async (code) => {
      const item = await table.get<StoredCoupon>(couponKey(code));
      return item && couponsOf([item])[0];
    },

    list: async (limit, after) => {
      const found = await table.query(codesPartition, { limit: limit + 1, after });
      const codes = found.slice(0, limit).map(({ sk }) => sk);
      const items = await table.getMany<StoredCoupon>(codes.map(couponKey));
      return {
        coupons: couponsOf(items).sort((a, b) => (a.code < b.code ? -1 : 1)),
        next: found.length > limit ? codes.at(-1) : undefined,
      };
    },

    create: async (coupon) => {
      const stored = { ...coupon, redeemed: 0, version: 1 };
      const refused = () => new AppError('already-exists', { detail: coupon.code });
      await table.transact([
        { put: { ...couponKey(coupon.code), ...stored }, condition: isNew, refused },
        listed(coupon.code),
      ]);
      return stored;
    },

    replace: async (coupon) => {
      const next = { ...coupon, version: coupon.version + 1 };
      const refused = () => new CouponChanged(coupon.code);
      const condition = isVersion(coupon.version);
      await table.transact([
        { update: couponKey(coupon.code), change: termsOf(next), condition, refused },
        listed(coupon.code),
      ]);
      return next;
    },
  };
};

// Shapes that messages and HTTP contracts share.
import { type Static, type TProperties, Type } from 'typebox';
import * as patterns from './patterns.ts';

/** An object that refuses members it does not name. */
export const strict = <P extends TProperties>(properties: P, options: { $id?: string } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

/** What only its issuer reads: anything else in its place is as unknown to it as one that has expired. Bodies and URLs are bounded as a whole. */
export const Opaque = Type.String();

/** Integer minor units and an ISO 4217 code, e.g. `{ amount: 1999, currency: 'EUR' }` for 19.99 euro. */
export const Money = strict({
  amount: Type.Integer({
    minimum: -Number.MAX_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
});
export type Money = Static<typeof Money>;

/** 1–64 of letters, digits and `-_.`; compared as written. */
export const Sku = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });

export const Quantity = Type.Integer({ minimum: 1, maximum: 10_000 });

/** A typed id such as `ord_0198f…`. */
export const idOf = (prefix: string) => Type.String({ pattern: `^${prefix}_[0-9a-z]{10,40}$` });

export const OrderId = idOf('ord');
export const UserId = idOf('usr');
export const ProductId = idOf('prd');

export const StockLine = strict({ sku: Sku, quantity: Quantity });
export type StockLine = Static<typeof StockLine>;

/** ISO 4217 */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });

/** ISO 8601, e.g. `2026-01-31`. */
export const Day = Type.String({ format: 'date', pattern: patterns.day });

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const Timestamp = Type.String({ format: 'date-time', pattern: patterns.timestamp });

/** One line that shows something; without control characters and line breaks. */
export const line = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: patterns.line });

/** Nothing, or a `line`. */
export const optionalLine = (maxLength: number) =>
  Type.String({ maxLength, pattern: patterns.optionalLine });

/** Any number of lines, parted by `\n`, in which nothing else is out of sight. */
export const lines = (maxLength: number) => Type.String({ maxLength, pattern: patterns.lines });

/** Lines by names in any language: as many as `count`, and under no other names. */
export const linesByName = (names: number, texts: number, count: number) =>
  Type.Record(Type.String({ pattern: patterns.lineUpTo(names) }), line(texts), {
    additionalProperties: false,
    maxProperties: count,
  });

/** A postal address; which members it needs, its country says. */
export const Address = strict({
  name: line(100),
  line1: line(200),
  line2: Type.Optional(line(200)),
  city: Type.Optional(line(100)),
  /** In the form of its country, where that has postal codes; empty is none. */
  postalCode: Type.Optional(optionalLine(20)),
  /** For the United States and Canada by ISO 3166-2: `CA` or `US-CA`, kept as `CA`. */
  region: Type.Optional(line(100)),
  /** ISO 3166-1 alpha-2. */
  country: Type.String({ pattern: '^[A-Z]{2}$' }),
});
export type Address = Static<typeof Address>;

export const RejectionReason = Type.Enum([
  'out_of_stock',
  'payment_declined',
  'insufficient_funds',
  'timed_out',
  'product_unavailable',
]);
export type RejectionReason = Static<typeof RejectionReason>;

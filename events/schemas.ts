// Shapes that messages and HTTP contracts share.
import { type Static, type TProperties, Type } from 'typebox';

/** An object that refuses members it does not name. */
export const strict = <P extends TProperties>(properties: P, options: { $id?: string } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options });

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

/** ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z$',
});

const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });

/** A postal address; `country` is ISO 3166 alpha-2. */
export const Address = strict({
  name: line(100),
  line1: line(200),
  line2: Type.Optional(line(200)),
  city: line(100),
  postalCode: line(20),
  region: Type.Optional(line(100)),
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

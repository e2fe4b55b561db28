// Shapes that messages and HTTP contracts share.
import { type Static, type TProperties, type TStringOptions, Type } from 'typebox';
import * as patterns from './patterns.ts';

/** An object that refuses members it does not name. */
export const strict = <P extends TProperties>(
  properties: P,
  options: { readonly description?: string } = {},
) => Type.Object(properties, { additionalProperties: false, ...options });

/** What only its issuer reads: anything else in its place is as unknown to it as one that has expired. Bodies and URLs are bounded as a whole. */
export const Opaque = Type.String();

export const Currency = Type.String({
  pattern: '^[A-Z]{3}$',
  description: 'ISO 4217.',
  examples: ['EUR'],
});

export const Money = strict(
  {
    amount: Type.Integer({
      minimum: -Number.MAX_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'In the minor unit of the currency.',
      examples: [1999],
    }),
    currency: Currency,
  },
  {
    description:
      'Integer minor units and an ISO 4217 code: `{ "amount": 1999, "currency": "EUR" }` is 19.99 euro.',
  },
);
export type Money = Static<typeof Money>;

export const Sku = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Names a variant: 1 to 64 letters, digits and `-_.`, compared as written.',
  examples: ['MUG-BLUE'],
});

export const Quantity = Type.Integer({ minimum: 1, maximum: 10_000, examples: [2] });

/** A typed id such as `ord_0198f…`. */
export const idOf = (prefix: string) =>
  Type.String({
    pattern: `^${prefix}_[0-9a-z]{10,40}$`,
    examples: [`${prefix}_0198f3a27c417d5e9b1a4f6e2c8d0a11`],
  });

export const OrderId = idOf('ord');
export const UserId = idOf('usr');
export const ProductId = idOf('prd');

export const StockLine = strict({ sku: Sku, quantity: Quantity });
export type StockLine = Static<typeof StockLine>;

export const Day = Type.String({
  format: 'date',
  pattern: patterns.day,
  description: 'ISO 8601, in UTC.',
  examples: ['2026-01-31'],
});

export const Timestamp = Type.String({
  format: 'date-time',
  pattern: patterns.timestamp,
  description: 'ISO 8601 in UTC.',
  examples: ['2026-01-31T12:00:00.000Z'],
});

/** One line that shows something; without control characters and line breaks. */
export const line = (maxLength: number, options: TStringOptions = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: patterns.line, ...options });

/** Nothing, or a `line`. */
export const optionalLine = (maxLength: number, options: TStringOptions = {}) =>
  Type.String({ maxLength, pattern: patterns.optionalLine, ...options });

/** Any number of lines, parted by `\n`, in which nothing else is out of sight. */
export const lines = (maxLength: number) => Type.String({ maxLength, pattern: patterns.lines });

/** Lines by names in any language: as many as `count`, and under no other names. */
export const linesByName = (names: number, texts: number, count: number) =>
  Type.Record(Type.String({ pattern: patterns.lineUpTo(names) }), line(texts), {
    additionalProperties: false,
    maxProperties: count,
  });

export const Address = strict(
  {
    name: line(100, { examples: ['Ada Demo'] }),
    line1: line(200, { examples: ['1 Harbour Street'] }),
    line2: Type.Optional(line(200)),
    city: Type.Optional(line(100, { examples: ['Lisbon'] })),
    postalCode: Type.Optional(
      optionalLine(20, {
        description: 'In the form of its country, where that has postal codes; empty is none.',
        examples: ['1000-001'],
      }),
    ),
    region: Type.Optional(
      line(100, {
        description:
          'For the United States and Canada by ISO 3166-2: `CA` or `US-CA`, kept as `CA`.',
      }),
    ),
    country: Type.String({
      pattern: '^[A-Z]{2}$',
      description: 'ISO 3166-1 alpha-2.',
      examples: ['PT'],
    }),
  },
  { description: 'A postal address; which members it needs, its country says.' },
);
export type Address = Static<typeof Address>;

export const RejectionReason = Type.Enum(
  ['out_of_stock', 'payment_declined', 'insufficient_funds', 'timed_out', 'product_unavailable'],
  { description: 'Why an order was not taken.' },
);
export type RejectionReason = Static<typeof RejectionReason>;

// What an order costs: prices of the catalogue, tax, shipping and discount, added up line by line.
import type { Address, StockLine } from '../../../events/schemas.ts';
import { AppError, type InputError } from '../../../platform/errors.ts';
import { add, exponentOf, type Money, sum, times, zero } from '../../../platform/money.ts';
import type { OrderLine, Totals } from './order.ts';

/** What the catalogue says of a SKU right now. */
export interface Quote {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly sold: boolean;
  readonly available: number;
}

export interface Basket {
  readonly lines: readonly StockLine[];
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly shippingAddress: Address;
}

export interface Priced {
  readonly lines: readonly OrderLine[];
  readonly totals: Totals;
}

interface QuotedLine extends StockLine {
  readonly quote: Quote;
}

const faultAt = (index: number, code: string, detail: string): InputError => ({
  pointer: `/lines/${index}/sku`,
  code,
  detail,
});

const quoteLines = ({ lines, quotes }: Basket): QuotedLine[] => {
  const unknown = lines.flatMap(({ sku }, index) =>
    quotes.has(sku) ? [] : [faultAt(index, 'unknown-sku', `${sku} is unknown.`)],
  );
  if (unknown.length > 0) throw new AppError('unknown-sku', { errors: unknown });
  const quoted = lines.flatMap((line) => {
    const quote = quotes.get(line.sku);
    return quote === undefined ? [] : [{ ...line, quote }];
  });
  const discontinued = quoted.flatMap(({ sku, quote }, index) =>
    quote.sold ? [] : [faultAt(index, 'product-unavailable', `${sku} is no longer sold.`)],
  );
  if (discontinued.length > 0) throw new AppError('product-unavailable', { errors: discontinued });
  return quoted;
};

const currencyOf = (lines: readonly QuotedLine[]): string => {
  const currencies = [...new Set(lines.map(({ quote }) => quote.price.currency))];
  const [currency = '', ...others] = currencies;
  if (others.length > 0) {
    throw new AppError('mixed-currency', { detail: `The lines are in ${currencies.join(', ')}.` });
  }
  exponentOf(currency);
  return currency;
};

/** Throws `unknown-sku`, `product-unavailable`, `mixed-currency` or `unsupported-currency`. */
export const priceOrder = (basket: Basket): Priced => {
  const quoted = quoteLines(basket);
  const currency = currencyOf(quoted);
  const none = zero(currency);
  const lines = quoted.map(({ sku, quantity, quote }): OrderLine => {
    const gross = times(quote.price, quantity);
    return {
      sku,
      name: quote.name,
      quantity,
      unitPrice: quote.price,
      discount: none,
      tax: none,
      total: gross,
    };
  });
  const subtotal = sum(
    lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity)),
    currency,
  );
  const shipping = none;
  const paid = sum(
    lines.map(({ total }) => total),
    currency,
  );
  const total = add(paid, shipping);
  return { lines, totals: { subtotal, discount: none, shipping, tax: none, total } };
};

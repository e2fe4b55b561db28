// What an order costs: prices of the catalogue, tax, shipping and discount, added up line by line.
import type { Address, StockLine } from '../../../../events/schemas.ts';
import { AppError, type InputError } from '../../../../platform/kernel/errors.ts';
import {
  allocate,
  exponentOf,
  formatMoney,
  isPayable,
  type Money,
  subtract,
  sum,
  times,
  zero,
} from '../../../../platform/kernel/money.ts';
import type { OrderLine, Totals } from '../order.ts';
import { type Coupon, discountOfAll } from './coupon.ts';
import { type ShippingMethod, shippingCost } from './shipping.ts';
import { type TaxTable, taxed, taxRuleFor, taxTable } from './tax.ts';

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
  readonly currency?: string;
  readonly shippingAddress: Address;
  readonly shippingMethod: ShippingMethod;
  /** The coupons that were named, or that there is none of that name. */
  readonly coupons?: readonly (Coupon | 'unknown')[];
  /** ISO time. */
  readonly at: string;
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

const refuseOtherThan = (wanted: string, lines: readonly QuotedLine[]): void => {
  const errors = lines.flatMap(({ sku, quote }, index) =>
    quote.price.currency === wanted
      ? []
      : [faultAt(index, 'unsupported-currency', `${sku} has no price in ${wanted}.`)],
  );
  if (errors.length > 0) throw new AppError('unsupported-currency', { errors });
};

const currencyOf = (lines: readonly QuotedLine[], wanted: string | undefined): string => {
  if (wanted !== undefined) refuseOtherThan(wanted, lines);
  const currencies = [...new Set(lines.map(({ quote }) => quote.price.currency))];
  const [currency = '', ...others] = currencies;
  if (others.length > 0) {
    throw new AppError('mixed-currency', { detail: `The lines are in ${currencies.join(', ')}.` });
  }
  exponentOf(currency);
  return currency;
};

/** Each line, since each is taken and given back alone. */
const refuseUnpayable = (lines: readonly OrderLine[], total: Money): void => {
  const errors = lines.flatMap(({ sku, total: paid }, index) =>
    isPayable(paid)
      ? []
      : [faultAt(index, 'amount-not-payable', `${formatMoney(paid)} for ${sku} cannot be paid.`)],
  );
  if (errors.length > 0) throw new AppError('amount-not-payable', { errors });
  if (!isPayable(total)) {
    throw new AppError('amount-not-payable', { detail: `${formatMoney(total)} is too much.` });
  }
};

/**
 * The discount is shared out by the worth of the lines, then each line is taxed and rounded once, and shipping where it is taxed: Σ lines + shipping with its tax = total.
 * Throws `unknown-sku`, `product-unavailable`, `mixed-currency`, `unsupported-currency`, `coupon-invalid`, `shipping-unavailable` or `amount-not-payable`.
 */
export const priceOrder = (basket: Basket, taxes: TaxTable = taxTable): Priced => {
  const quoted = quoteLines(basket);
  const currency = currencyOf(quoted, basket.currency);
  const worth = quoted.map(({ quote, quantity }) => times(quote.price, quantity));
  const subtotal = sum(worth, currency);
  const discount = discountOfAll(basket.coupons ?? [], subtotal, basket.at);
  const shares = allocate(
    discount,
    worth.map(({ amount }) => amount),
  );
  const rule = taxRuleFor(basket.shippingAddress, taxes);
  const lines = quoted.map(({ sku, quantity, quote }, index): OrderLine => {
    const share = shares[index] ?? zero(currency);
    const reduced = subtract(times(quote.price, quantity), share);
    return {
      sku,
      name: quote.name,
      quantity,
      unitPrice: quote.price,
      discount: share,
      ...taxed(reduced, rule),
    };
  });
  const shipping = shippingCost({
    method: basket.shippingMethod,
    address: basket.shippingAddress,
    pieces: quoted.reduce((all, { quantity }) => all + quantity, 0),
    value: subtract(subtotal, discount),
  });
  const delivery = rule.coversShipping
    ? taxed(shipping, rule)
    : { tax: zero(currency), total: shipping };
  const parts = [...lines, delivery];
  const tax = sum(
    parts.map((part) => part.tax),
    currency,
  );
  const total = sum(
    parts.map((part) => part.total),
    currency,
  );
  refuseUnpayable(lines, total);
  return {
    lines,
    totals: { subtotal, discount, shipping, tax, total, taxIncluded: rule.isIncluded },
  };
};

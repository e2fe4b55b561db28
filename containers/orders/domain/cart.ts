// A cart: what somebody means to buy, without prices, which are asked for whenever it is shown.
import type { Cart as CartView } from '../../../events/http/orders/cart.ts';
import type { StockLine } from '../../../events/schemas.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { type Money, sum, times } from '../../../platform/kernel/money.ts';
import { stockLines, without } from './deciding/lines.ts';
import type { Quote } from './pricing/pricing.ts';

export interface Cart {
  readonly lines: readonly StockLine[];
}

export const emptyCart: Cart = { lines: [] };

/** As many as an order takes, of lines and of one SKU. */
const maxLines = 50;
const maxQuantity = 10_000;

const currenciesOf = (lines: readonly StockLine[], quotes: ReadonlyMap<string, Quote>) =>
  new Set(lines.flatMap(({ sku }) => quotes.get(sku)?.price.currency ?? []));

/** Throws `validation-failed` where a line more is one too many. */
export const refuseOverfull = ({ lines }: Cart, sku: string): void => {
  if (lines.length < maxLines || lines.some((line) => line.sku === sku)) return;
  throw new AppError('validation-failed', { detail: `A cart has at most ${maxLines} lines.` });
};

/** Null where it is more than an amount can be. */
const amountOf = (compute: () => Money): Money | null => {
  try {
    return compute();
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
};

/** False where the amounts that are known are too large. */
const canBeAddedUp = ({ lines }: Cart, quotes: ReadonlyMap<string, Quote>): boolean =>
  lines.every(({ sku, quantity }) => {
    const quote = quotes.get(sku);
    return quote === undefined || amountOf(() => times(quote.price, quantity)) !== null;
  }) && isSubtotalSound(showCart({ lines }, quotes));

/** Only a sum that is too large is missing where all lines are in one currency. */
const isSubtotalSound = ({ lines, subtotal }: CartView): boolean =>
  subtotal !== null || new Set(lines.flatMap(({ total }) => total?.currency ?? [])).size !== 1;

/** Throws `unknown-sku`, `product-unavailable`, `out-of-stock` or `mixed-currency`. */
const refuseUnbuyable = (
  { sku, quantity }: StockLine,
  others: readonly StockLine[],
  quotes: ReadonlyMap<string, Quote>,
): void => {
  const quote = quotes.get(sku);
  if (quote === undefined) throw new AppError('unknown-sku', { detail: `${sku} is unknown.` });
  if (!quote.sold) throw new AppError('product-unavailable', { detail: `${sku} is not sold.` });
  if (quote.available < quantity) {
    throw new AppError('out-of-stock', { detail: `Only ${quote.available} of ${sku} are there.` });
  }
  const currencies = currenciesOf(others, quotes);
  if (currencies.size > 0 && !currencies.has(quote.price.currency)) {
    throw new AppError('mixed-currency', { detail: `The cart is in ${[...currencies].join()}.` });
  }
};

export const putLine = (cart: Cart, line: StockLine, quotes: ReadonlyMap<string, Quote>): Cart => {
  const { lines } = cart;
  refuseOverfull(cart, line.sku);
  const others = lines.filter(({ sku }) => sku !== line.sku);
  refuseUnbuyable(line, others, quotes);
  const isThere = others.length < lines.length;
  const changed = {
    lines: isThere
      ? lines.map((known) => (known.sku === line.sku ? line : known))
      : [...lines, line],
  };
  if (!canBeAddedUp(changed, quotes)) {
    throw new AppError('validation-failed', { detail: 'The amount is too large.' });
  }
  return changed;
};

export const removeLine = ({ lines }: Cart, sku: string): Cart => ({
  lines: lines.filter((line) => line.sku !== sku),
});

/** What is left when these lines are bought; throws `cart-changed` where the cart does not hold them. */
export const takeOut = ({ lines }: Cart, bought: readonly StockLine[]): Cart => {
  const missing = without(bought, lines);
  if (missing.length > 0) {
    const wanted = missing.map(({ sku, quantity }) => `${quantity} of ${sku}`).join(', ');
    throw new AppError('cart-changed', { detail: `The cart holds too little: ${wanted} less.` });
  }
  return { lines: without(lines, bought) };
};

/** What was taken out and not bought after all comes back, first where there is no room for everything. */
export const putBack = ({ lines }: Cart, back: readonly StockLine[]): Cart => ({
  lines: stockLines([...back, ...lines])
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, maxQuantity) }))
    .slice(0, maxLines),
});

/** Everything of both, the own lines first; of what is in both, the larger quantity. What finds no room is left to the guest. */
export const mergeCarts = (
  own: Cart,
  guest: Cart,
): { readonly merged: Cart; readonly left: Cart } => {
  const wanted = new Map(guest.lines.map(({ sku, quantity }) => [sku, quantity]));
  const kept = own.lines.map(({ sku, quantity }) => ({
    sku,
    quantity: Math.max(quantity, wanted.get(sku) ?? 0),
  }));
  const known = new Set(own.lines.map(({ sku }) => sku));
  const added = guest.lines.filter(({ sku }) => !known.has(sku));
  const room = Math.max(maxLines - kept.length, 0);
  return {
    merged: { lines: [...kept, ...added.slice(0, room)] },
    left: { lines: added.slice(room) },
  };
};

/** The cart with the prices and the stock of this moment. */
export const showCart = ({ lines }: Cart, quotes: ReadonlyMap<string, Quote>): CartView => {
  const shown = lines.map(({ sku, quantity }) => {
    const quote = quotes.get(sku);
    const unitPrice = quote?.sold ? quote.price : null;
    return {
      sku,
      name: quote?.name ?? sku,
      quantity,
      unitPrice,
      // What cannot be said makes no cart unreadable.
      total: unitPrice && amountOf(() => times(unitPrice, quantity)),
      available: quote?.sold ? quote.available : 0,
    };
  });
  const totals = shown.flatMap(({ total }) => total ?? []);
  const [currency, ...more] = new Set(totals.map((total) => total.currency));
  const isOne = currency !== undefined && more.length === 0;
  return { lines: shown, subtotal: isOne ? amountOf(() => sum(totals, currency)) : null };
};

// What the service that takes orders is told of SKUs.
import type { QuotedVariant } from '../../../events/http/products/products.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { checkedCurrency } from '../../../platform/kernel/money.ts';
import { quote } from '../domain/presenting.ts';
import type { Offer } from '../domain/product.ts';
import type { Stock } from '../domain/stock.ts';

export type Quotes = (
  skus: readonly string[],
  currency: string | undefined,
) => Promise<readonly QuotedVariant[]>;

interface Offered {
  read(skus: readonly string[]): Promise<ReadonlyMap<string, Offer & Pick<Stock, 'available'>>>;
}

/** Each once, in the order they are named; unknown ones are left out. */
export const createQuotes =
  (stock: Offered, clock: Clock): Quotes =>
  async (skus, currency) => {
    const named = checkedCurrency(currency, '/currency');
    const items = await stock.read(skus);
    const at = isoTime(clock);
    return [...new Set(skus)].flatMap((sku) => {
      const item = items.get(sku);
      return item === undefined ? [] : quote(item, item.available, at, named);
    });
  };

// What orders knows of SKUs: names and prices, asked of the products service.
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Quote } from '../domain/pricing/pricing.ts';
import { inBatches } from './batches.ts';

export interface Catalogue {
  /**
   * What is known of the SKUs, by SKU; unknown ones are missing. Prices are in the currency where there is one in it,
   * else in the product's own. Throws `overloaded` when products does not answer.
   */
  quote(skus: readonly string[], currency?: string): Promise<ReadonlyMap<string, Quote>>;
}

/** As many SKUs as the route of products takes; more requests would not be faster. */
const limits = { keys: 50, requests: 4, waiting: 20 };

/** One question to products; unknown SKUs are missing from the answer. */
export type AskForQuotes = (
  skus: readonly string[],
  currency?: string,
) => Promise<readonly Quote[]>;

export const createCatalogue = (ask: AskForQuotes): Catalogue => {
  const askNow = async (skus: readonly string[], currency?: string) =>
    new Map((await ask(skus, currency)).map((quote) => [quote.sku, quote]));
  const askInBatches = inBatches(askNow, limits);

  return {
    quote: async (skus, currency) => {
      const distinct = [...new Set(skus)];
      try {
        // Questions in a currency are few: only those in the products' own go together.
        return await (currency === undefined ? askInBatches(distinct) : askNow(distinct, currency));
      } catch (error) {
        throw new AppError('overloaded', {
          detail: 'The catalogue does not answer.',
          retryAfter: 1,
          cause: error,
        });
      }
    },
  };
};

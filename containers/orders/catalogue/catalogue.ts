// Asks the products service for names and prices, over the internal load balancer.
import type { QuotedVariant } from '../../../events/http/products/products.ts';
import { createServiceCall, type ServiceCallOptions } from '../../../platform/http/service-call.ts';
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

const toQuote = ({ sku, name, price, status, available }: QuotedVariant): Quote => ({
  sku,
  name,
  price,
  sold: status === 'active',
  available,
});

export const createCatalogue = ({
  url,
  ...options
}: ServiceCallOptions & {
  /** Of the products service, with its stage: `http://…/v1`. */
  readonly url: string;
}): Catalogue => {
  const ask = createServiceCall({ name: 'catalogue', service: 'products' }, options);

  const askNow = async (skus: readonly string[], currency?: string) => {
    const query = new URLSearchParams(skus.map((sku): [string, string] => ['sku', sku]));
    if (currency !== undefined) query.set('currency', currency);
    const items = await ask<QuotedVariant>(`${url}/variants?${query}`);
    return new Map(items.map((item) => [item.sku, toQuote(item)]));
  };
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

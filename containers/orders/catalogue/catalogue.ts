// Asks the products service for names and prices, over the internal load balancer.
import type { QuotedVariant } from '../../../events/http/products.ts';
import { createPolicy } from '../../../platform/calls/resilience.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { told } from '../../../platform/telemetry/metrics.ts';
import type { WithToken } from '../../../platform/tokens/client-token.ts';
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

type Fetch = (
  url: string,
  init: { signal: AbortSignal; headers: Readonly<Record<string, string>> },
) => Promise<Response>;

const toQuote = ({ sku, name, price, status, available }: QuotedVariant): Quote => ({
  sku,
  name,
  price,
  sold: status === 'active',
  available,
});

export const createCatalogue = ({
  url,
  withToken,
  log,
  fetch = globalThis.fetch,
}: {
  /** Of the products service, with its stage: `http://…/v1`. */
  readonly url: string;
  readonly withToken: WithToken;
  readonly log: Log;
  readonly fetch?: Fetch;
}): Catalogue => {
  const policy = createPolicy({
    timeoutMs: 2_000,
    retries: 2,
    ...told(log, 'catalogue'),
  });

  const ask = async (
    skus: readonly string[],
    currency: string | undefined,
    { token, signal }: { readonly token: string; readonly signal: AbortSignal },
  ): Promise<QuotedVariant[]> => {
    const query = new URLSearchParams(skus.map((sku): [string, string] => ['sku', sku]));
    if (currency !== undefined) query.set('currency', currency);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/variants?${query}`, { signal, headers });
    if (response.status === 401) throw new AppError('unauthenticated');
    // A refusal is about this question: it must not open the breaker for all others.
    if (response.status < 500 && !response.ok) {
      const detail = `products answered ${response.status}`;
      throw new AppError('validation-failed', { detail, cause: new Error(detail) });
    }
    if (!response.ok) throw new Error(`products answered ${response.status}`);
    const { items } = (await response.json()) as { items?: QuotedVariant[] };
    if (!Array.isArray(items)) throw new Error('products answered without items');
    return items;
  };

  const askNow = async (skus: readonly string[], currency?: string) => {
    // Without a token the catalogue is not asked, and its breaker does not count that.
    const items = await withToken((token) =>
      policy.execute(({ signal }) => ask(skus, currency, { token, signal })),
    );
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

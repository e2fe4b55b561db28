// What of the catalogue several fields of one document want: each thing is asked for once.
import DataLoader from 'dataloader';
import type { Category, Product } from '../../../events/http/products/products.ts';
import { segment } from '../../../platform/calls/public-api.ts';
import type { PublicApi } from '../api.ts';

interface ProductKey {
  readonly id: string;
  readonly currency?: string | null;
}

interface RelatedKey {
  readonly category: string;
  /** At most so many, and one of them may be the product itself. */
  readonly count: number;
  readonly currency?: string | null;
}

export interface CatalogueLoaders {
  readonly product: (key: ProductKey) => Promise<Product>;
  /** Products of a category as they are shown beside one of them, which may be among them. */
  readonly related: (key: RelatedKey) => Promise<readonly Product[]>;
  readonly categories: () => Promise<readonly Category[]>;
}

/** The API answers one key at a time: what is saved are repetitions. */
const once = <Key, Value>(load: (key: Key) => Promise<Value>) => {
  const loader = new DataLoader<Key, Value, string>(
    (keys) => Promise.all(keys.map((key) => load(key).catch((error: unknown) => error as Error))),
    // In a batch the quick ones would wait for the slowest.
    { batch: false, cacheKeyFn: (key) => JSON.stringify(key) },
  );
  return (key: Key) => loader.load(key);
};

export const catalogueLoaders = ({ ask }: PublicApi): CatalogueLoaders => {
  const categories = once(async (_: 'all') => {
    const { body } = await ask<{ items: Category[] }>({
      service: 'products',
      path: '/categories',
      patience: 'extra',
    });
    return body.items;
  });
  return {
    product: once(async ({ id, currency }: ProductKey) => {
      const path = `/products/${segment(id)}`;
      return (await ask<Product>({ service: 'products', path, query: { currency } })).body;
    }),
    related: once(async ({ category, count, currency }: RelatedKey) => {
      const { body } = await ask<{ items: Product[] }>({
        service: 'products',
        path: '/products',
        query: { category, currency, limit: count },
        patience: 'extra',
      });
      return body.items;
    }),
    categories: () => categories('all'),
  };
};

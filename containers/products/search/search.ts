// What can be found: the catalogue and its availability in memory, kept up with the table.
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts';
import type { Categories } from '../domain/category.ts';
import { commonCurrency } from '../domain/listing.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import { createSearchIndex } from '../domain/search-index.ts';
import { createCategoryTree } from './category-tree.ts';
import { createChangeFeed, type Noted } from './change-feed.ts';
import { createFind, type Find, skusOf } from './finding.ts';
import { createSupplies } from './supplies.ts';

export interface Search {
  /** Reads everything anew; called before the first search and now and then. */
  rebuild(): Promise<void>;
  /** Tells what this task has moved and takes in what others have changed since the last call. */
  catchUp(): Promise<void>;
  readonly find: Find;
  /** One product that is sold, as fresh as those of `find`; undefined for all others. */
  read(id: string): Promise<CatalogueProduct | undefined>;
  available(sku: string): number;
  /** That prices are compared in where none is asked for. */
  currency(): string | undefined;
  categories(): Categories;
  /** Active products in each category and below it. */
  counts(): ReadonlyMap<string, number>;
  /** Own writes are found at once. */
  take(product: CatalogueProduct): void;
  takeCategories(): Promise<void>;
  stockMoved(skus: readonly string[]): void;
}

export const createSearch = ({
  catalogue,
  categories,
  stock,
  changes,
}: {
  readonly catalogue: Pick<CatalogueReader, 'all' | 'readMany'>;
  readonly categories: Parameters<typeof createCategoryTree>[0];
  readonly stock: Parameters<typeof createSupplies>[0];
  readonly changes: Parameters<typeof createChangeFeed>[0];
}): Search => {
  const index = createSearchIndex();
  const supplies = createSupplies(stock);
  const feed = createChangeFeed(changes);
  const tree = createCategoryTree(categories);

  const takeNoted = async (noted: Noted): Promise<void> => {
    const products = await catalogue.readMany(noted.products);
    for (const product of products) index.put(product);
    if (noted.categories) await tree.take();
    await supplies.read([...new Set([...products.flatMap(skusOf), ...noted.skus])]);
  };

  function* categoriesOfEntries(): Iterable<string> {
    for (const { product } of index.entries()) yield product.category;
  }

  return {
    find: createFind({ index, supplies, categories: tree }),
    takeCategories: tree.take,
    available: supplies.available,
    currency: () => commonCurrency(index),
    categories: tree.all,
    counts: () => tree.counts(categoriesOfEntries()),

    rebuild: async () => {
      const [products] = await Promise.all([catalogue.all(), tree.take()]);
      for (const product of products) index.put(product);
      await supplies.read(products.flatMap(skusOf));
    },

    catchUp: async () => {
      await supplies.readMoved();
      await feed.catchUp(takeNoted);
    },

    read: async (id) => {
      const product = index.get(id);
      if (product !== undefined) await supplies.freshen(skusOf(product));
      return product;
    },

    take: (product) => {
      index.put(product);
      supplies.added(skusOf(product));
    },

    stockMoved: (skus) => {
      supplies.moved(skus);
      feed.moved(skus);
    },
  };
};

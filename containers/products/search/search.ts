// What can be found: the catalogue and its availability in memory, kept up with the table.
import type { CatalogueStore } from '../catalogue/catalogue-store.ts';
import type { CategoryStore } from '../catalogue/category-store.ts';
import { type Categories, lineage } from '../domain/category.ts';
import {
  commonCurrency,
  type Found,
  type ListingQuery,
  listPage,
  type Position,
} from '../domain/listing.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import { createSearchIndex, type Entry } from '../domain/search-index.ts';
import type { StockStore } from '../stock/stock-store.ts';
import { createChangeFeed } from './change-feed.ts';
import type { Change, ChangeLog } from './change-log.ts';
import { createSupplies } from './supplies.ts';

export interface SearchQuery extends Omit<ListingQuery, 'categories'> {
  readonly category?: string;
}

export interface Search {
  /** Reads everything anew; called before the first search and now and then. */
  rebuild(): Promise<void>;
  /** Tells what this task has moved and takes in what others have changed since the last call. */
  catchUp(): Promise<void>;
  /** At most `limit` products; what this task has moved is read again, what others have moved is known within seconds. */
  find(query: SearchQuery, limit: number, after?: Position): Promise<readonly Found[]>;
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

/** Products whose availability proves out of date are replaced by others so often. */
const rounds = 4;

const skusOf = ({ variants }: CatalogueProduct): string[] => variants.map(({ sku }) => sku);

export const createSearch = ({
  catalogue,
  categories: categoryStore,
  stock,
  changes,
}: {
  readonly catalogue: CatalogueStore;
  readonly categories: CategoryStore;
  readonly stock: StockStore;
  readonly changes: ChangeLog;
}): Search => {
  const index = createSearchIndex();
  const supplies = createSupplies(stock);
  const feed = createChangeFeed(changes);
  let categories: Categories = new Map();

  const { available } = supplies;

  const isAvailable = ({ variants }: Pick<Entry, 'variants'>): boolean =>
    variants.some(({ sku }) => available(sku) > 0);

  const takeCategories = async (): Promise<void> => {
    categories = await categoryStore.all();
  };

  const takeChanges = async (noted: readonly Change[]): Promise<void> => {
    const ids = noted.flatMap((change) => (change.kind === 'product' ? change.id : []));
    const products = await catalogue.readMany([...new Set(ids)]);
    for (const product of products) index.put(product);
    if (noted.some(({ kind }) => kind === 'categories')) await takeCategories();
    const skus = noted.flatMap((change) => (change.kind === 'stock' ? change.skus : []));
    await supplies.read([...new Set([...products.flatMap(skusOf), ...skus])]);
  };

  const categoriesBelow = (category: string): ReadonlySet<string> =>
    new Set([
      category,
      ...[...categories.keys()].filter((id) => lineage(categories, id).includes(category)),
    ]);

  return {
    takeCategories,
    available,

    rebuild: async () => {
      const [products] = await Promise.all([catalogue.all(), takeCategories()]);
      for (const product of products) index.put(product);
      await supplies.read(products.flatMap(skusOf));
    },

    catchUp: async () => {
      await supplies.readMoved();
      await feed.catchUp(takeChanges);
    },

    find: async ({ category, ...query }, limit, after) => {
      const listing: ListingQuery = {
        ...query,
        ...(category === undefined ? {} : { categories: categoriesBelow(category) }),
      };
      if (query.available !== undefined) await supplies.readMoved();
      const found: Found[] = [];
      let position = after;
      for (let round = 0; round < rounds && found.length < limit; round += 1) {
        const wanted = limit - found.length;
        const page = listPage(index, listing, isAvailable, wanted, position);
        await supplies.freshen(page.flatMap(({ product }) => skusOf(product)));
        found.push(
          ...page.filter(
            ({ product }) =>
              query.available === undefined || isAvailable(product) === query.available,
          ),
        );
        if (page.length < wanted) break;
        position = page.at(-1)?.position;
      }
      return found;
    },

    currency: () => commonCurrency(index),

    read: async (id) => {
      const product = index.get(id);
      if (product !== undefined) await supplies.freshen(skusOf(product));
      return product;
    },

    categories: () => categories,

    counts: () => {
      const counts = new Map<string, number>();
      for (const { product } of index.entries()) {
        for (const id of lineage(categories, product.category)) {
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
      }
      return counts;
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

// What can be found: the catalogue and its availability in memory, kept up with the table.
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { CatalogueStore } from './catalogue-store.ts';
import type { CategoryStore } from './category-store.ts';
import type { Change, ChangeLog } from './change-log.ts';
import { type Categories, lineage } from './domain/category.ts';
import {
  commonCurrency,
  type Found,
  type ListingQuery,
  listPage,
  type Position,
} from './domain/listing.ts';
import type { CatalogueProduct } from './domain/product.ts';
import { createSearchIndex, type Entry } from './domain/search-index.ts';
import type { StockStore } from './stock-store.ts';

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

/** A long reading leaves room for the requests beside it. */
const skusAtOnce = 400;

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
  const supplies = new Map<string, { available: number; read: number }>();
  /** SKUs that this task has added or moved since they were read, with the number of the move. */
  const moved = new Map<string, number>();
  const untold = new Set<string>();
  let reads = 0;
  let moves = 0;
  /** Noted by others and not taken in yet: what fails is tried again. */
  let pending: readonly Change[] = [];
  let categories: Categories = new Map();

  /** Of two reads under way the one that began last counts, and a move meanwhile is not forgotten. */
  const readStock = async (skus: readonly string[]): Promise<void> => {
    reads += 1;
    const read = reads;
    const movesBefore = moves;
    const items = await stock.read(skus);
    for (const sku of skus) {
      if ((moved.get(sku) ?? 0) <= movesBefore) moved.delete(sku);
      if ((supplies.get(sku)?.read ?? 0) > read) continue;
      supplies.set(sku, { available: items.get(sku)?.available ?? 0, read });
    }
  };

  const readInTurns = async (skus: readonly string[]): Promise<void> => {
    for (let first = 0; first < skus.length; first += skusAtOnce) {
      await readStock(skus.slice(first, first + skusAtOnce));
    }
  };

  const freshen = async (products: readonly CatalogueProduct[]): Promise<void> => {
    const stale = products.flatMap(skusOf).filter((sku) => moved.has(sku) || !supplies.has(sku));
    if (stale.length > 0) await readStock(stale);
  };

  const available = (sku: string): number => supplies.get(sku)?.available ?? 0;

  const isAvailable = ({ variants }: Pick<Entry, 'variants'>): boolean =>
    variants.some(({ sku }) => available(sku) > 0);

  const takeCategories = async (): Promise<void> => {
    categories = await categoryStore.all();
  };

  const rebuild = async (): Promise<void> => {
    const [products] = await Promise.all([catalogue.all(), takeCategories()]);
    for (const product of products) index.put(product);
    await readInTurns(products.flatMap(skusOf));
  };

  const takeChanges = async (noted: readonly Change[]): Promise<void> => {
    const ids = noted.flatMap((change) => (change.kind === 'product' ? change.id : []));
    const products = await catalogue.readMany([...new Set(ids)]);
    for (const product of products) index.put(product);
    if (noted.some(({ kind }) => kind === 'categories')) await takeCategories();
    const skus = noted.flatMap((change) => (change.kind === 'stock' ? change.skus : []));
    await readInTurns([...new Set([...products.flatMap(skusOf), ...skus])]);
  };

  const tellMoved = async (): Promise<void> => {
    const skus = [...untold];
    untold.clear();
    try {
      await changes.tellMoved(skus);
    } catch (error) {
      for (const sku of skus) untold.add(sku);
      throw error;
    }
  };

  const categoriesBelow = (category: string): ReadonlySet<string> =>
    new Set([
      category,
      ...[...categories.keys()].filter((id) => lineage(categories, id).includes(category)),
    ]);

  return {
    rebuild,
    takeCategories,
    available,

    catchUp: async () => {
      await tellMoved();
      await readInTurns([...moved.keys()]);
      pending = [...pending, ...(await changes.next())];
      await takeChanges(pending);
      pending = [];
    },

    find: async ({ category, ...query }, limit, after) => {
      const listing: ListingQuery = {
        ...query,
        ...(category === undefined ? {} : { categories: categoriesBelow(category) }),
      };
      if (query.available !== undefined) await readInTurns([...moved.keys()]);
      const found: Found[] = [];
      let position = after;
      for (let round = 0; round < rounds && found.length < limit; round += 1) {
        const wanted = limit - found.length;
        const page = listPage(index, listing, isAvailable, wanted, position);
        await freshen(page.map(({ product }) => product));
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
      moves += 1;
      for (const sku of skusOf(product)) if (!supplies.has(sku)) moved.set(sku, moves);
    },

    stockMoved: (skus) => {
      moves += 1;
      for (const sku of skus) {
        moved.set(sku, moves);
        untold.add(sku);
      }
    },
  };
};

const followEveryMs = 1_000;
/** Covers what the change log can miss: clocks that differ by more than its overlap. */
const rebuildEveryMs = 600_000;

/** Keeps the search up with the table until it is stopped. */
export const followChanges = (
  search: Pick<Search, 'catchUp' | 'rebuild'>,
  clock: Clock,
  log: Log,
): { stop(): Promise<void> } => {
  let rebuiltAt = clock.now();
  let running: Promise<void> = Promise.resolve();
  const step = async (): Promise<void> => {
    try {
      if (clock.now() - rebuiltAt >= rebuildEveryMs) {
        rebuiltAt = clock.now();
        await search.rebuild();
      }
      await search.catchUp();
    } catch (error) {
      log.warn({ error }, 'the search does not keep up');
    }
  };
  const timer = setInterval(() => {
    running = running.then(step);
  }, followEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      // What was moved last is told before the task goes.
      await running.then(step);
    },
  };
};

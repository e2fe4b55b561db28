// Adds a product to the catalogue: its category, its SKUs with their stock, and the search.
import type { NewProduct } from '../../../events/http/products/products.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { type CatalogueProduct, newProduct } from '../domain/product.ts';
import type { Search } from '../search/search.ts';
import { skuTaken } from '../stock/stock-items.ts';
import type { CatalogueStore } from './catalogue-store.ts';
import type { CategoryStore } from './category-store.ts';

export interface Adding {
  /** With a new id where none is given. Throws `already-exists`, `validation-failed` or `unsupported-currency`. */
  add(given: NewProduct, id?: string): Promise<CatalogueProduct>;
  /** A category nobody has named yet comes with its first product, and not with one whose new SKUs are taken. Throws `already-exists`. */
  ensureCategory(id: string, skus: readonly string[]): Promise<void>;
}

export const createAdding = ({
  catalogue,
  categories,
  stock,
  search,
  clock,
  newId,
}: {
  readonly catalogue: CatalogueStore;
  readonly categories: CategoryStore;
  /** What is there of these SKUs. */
  readonly stock: { read(skus: readonly string[]): Promise<ReadonlyMap<string, unknown>> };
  readonly search: Search;
  readonly clock: Clock;
  readonly newId: NewId;
}): Adding => {
  const ensureCategory: Adding['ensureCategory'] = async (id, skus) => {
    if (search.categories().has(id)) return;
    const [taken] = (await stock.read(skus)).keys();
    if (taken !== undefined) throw skuTaken(taken);
    await categories.ensure(id);
    await search.takeCategories();
  };

  return {
    ensureCategory,
    add: async (given, id = newId('prd')) => {
      const product = newProduct(id, given, isoTime(clock));
      const quantities = new Map(given.variants.map(({ sku, stock }) => [sku, stock]));
      await ensureCategory(product.category, [...quantities.keys()]);
      await catalogue.add(product, quantities);
      search.take(product);
      return product;
    },
  };
};

// Adds a product to the catalogue: its category, its SKUs with their stock, and the search.
import type { NewProduct } from '../../../events/http/products/products.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { type CatalogueProduct, newProduct } from '../domain/product.ts';
import type { Search } from '../search/search.ts';
import type { CatalogueStore } from './catalogue-store.ts';
import type { CategoryStore } from './category-store.ts';

export interface Adding {
  /** With a new id where none is given. Throws `already-exists`, `validation-failed` or `unsupported-currency`. */
  add(given: NewProduct, id?: string): Promise<CatalogueProduct>;
  /** A category nobody has named yet comes with its first product. */
  ensureCategory(id: string): Promise<void>;
}

export const createAdding = ({
  catalogue,
  categories,
  search,
  clock,
  newId,
}: {
  readonly catalogue: CatalogueStore;
  readonly categories: CategoryStore;
  readonly search: Search;
  readonly clock: Clock;
  readonly newId: NewId;
}): Adding => {
  const ensureCategory = async (id: string): Promise<void> => {
    if (search.categories().has(id)) return;
    await categories.ensure(id);
    await search.takeCategories();
  };

  return {
    ensureCategory,
    add: async (given, id = newId('prd')) => {
      const product = newProduct(id, given, isoTime(clock));
      await ensureCategory(product.category);
      const quantities = given.variants.map(({ sku, stock }) => [sku, stock] as const);
      await catalogue.add(product, new Map(quantities));
      search.take(product);
      return product;
    },
  };
};

// Changes a product of the catalogue: its category, its SKUs with their stock, and the search.
import type { ProductChange } from '../../../events/http/products/products.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import { changeProduct } from '../domain/product-change.ts';
import type { Search } from '../search/search.ts';
import type { Adding } from './adding.ts';
import { type CatalogueStore, ProductChanged } from './catalogue-store.ts';

export interface Changing {
  /** Throws `not-found`. */
  existing(id: string): Promise<CatalogueProduct>;
  /** In place of the version before it. Throws ProductChanged, `validation-failed`, `unsupported-currency` or `already-exists`. */
  change(before: CatalogueProduct, change: ProductChange): Promise<CatalogueProduct>;
  /** Whatever its version is; writes nothing where it is so already. Throws as `existing` and `change`, or `overloaded`. */
  update(id: string, changeOf: (before: CatalogueProduct) => ProductChange): Promise<void>;
}

export const isStale = (error: unknown): boolean => error instanceof ProductChanged;

const isSame = (before: CatalogueProduct, { version: _, ...after }: CatalogueProduct): boolean => {
  const { version: __, ...rest } = before;
  return JSON.stringify(rest) === JSON.stringify(after);
};

export const createChanging = ({
  adding,
  catalogue,
  search,
}: {
  readonly adding: Adding;
  readonly catalogue: CatalogueStore;
  readonly search: Search;
}): Changing => {
  const existing = async (id: string): Promise<CatalogueProduct> => {
    const product = isId('prd', id) ? await catalogue.read(id) : undefined;
    if (product === undefined) throw new AppError('not-found');
    return product;
  };

  const change = async (before: CatalogueProduct, given: ProductChange) => {
    const changed = changeProduct(before, given);
    const { product } = changed;
    await adding.ensureCategory(product.category);
    await catalogue.replace(changed);
    search.take(product);
    return product;
  };

  return {
    existing,
    change,
    update: (id, changeOf) =>
      retryOn(isStale, async () => {
        const before = await existing(id);
        const given = changeOf(before);
        if (!isSame(before, changeProduct(before, given).product)) await change(before, given);
      }),
  };
};

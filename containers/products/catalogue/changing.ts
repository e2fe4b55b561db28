// Changes a product of the catalogue: its category, its SKUs with their stock, and the search.
import { isDeepStrictEqual } from 'node:util';
import { checkMatch } from '../../../platform/http/precondition.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import { changeProduct } from '../domain/product-change.ts';
import type { Adding } from './adding.ts';
import type { CatalogueReader } from './catalogue-reader.ts';
import { type CatalogueStore, ProductChanged } from './catalogue-store.ts';

type ProductChange = Parameters<typeof changeProduct>[1];

/** All throw `not-found`, and what the change breaks: `validation-failed`, `unsupported-currency` or `already-exists`. */
export interface Changing {
  /** Of the version with this entity tag. Throws `precondition-required` without one, `precondition-failed` for another version. */
  change(id: string, ifMatch: string | undefined, change: ProductChange): Promise<CatalogueProduct>;
  /** Of any version where no entity tag is given. Throws `precondition-failed` or `overloaded`. */
  discontinue(id: string, ifMatch: string | undefined): Promise<void>;
  /** Whatever its version is; writes nothing where it is so already. Throws `overloaded`. */
  update(id: string, changeOf: (before: CatalogueProduct) => ProductChange): Promise<void>;
}

const isStale = (error: unknown): boolean => error instanceof ProductChanged;

/** The table gives members in any order. */
const isSame = (before: CatalogueProduct, { version: _, ...after }: CatalogueProduct): boolean => {
  const { version: __, ...rest } = before;
  return isDeepStrictEqual(rest, after);
};

export const createChanging = ({
  reader,
  catalogue,
  adding,
  changed,
  offersChanged,
}: {
  readonly reader: Pick<CatalogueReader, 'existing'>;
  readonly catalogue: CatalogueStore;
  readonly adding: Pick<Adding, 'ensureCategory'>;
  /** Told of each product as it is now. */
  readonly changed: (product: CatalogueProduct) => void;
  /** Told of the SKUs whose offer is another now. */
  readonly offersChanged: (skus: readonly string[]) => Promise<void>;
}): Changing => {
  const replace = async (before: CatalogueProduct, given: ProductChange) => {
    const replacement = changeProduct(before, given);
    const { product } = replacement;
    await adding.ensureCategory(product.category, [...replacement.added.keys()]);
    await catalogue.replace(replacement);
    changed(product);
    await offersChanged(replacement.offers.map(({ sku }) => sku));
    return product;
  };

  const discontinueOnce = async (id: string, ifMatch: string | undefined): Promise<void> => {
    const product = await reader.existing(id);
    if (ifMatch !== undefined) checkMatch(ifMatch, product);
    if (product.status === 'discontinued') return;
    await replace(product, { status: 'discontinued' });
  };

  return {
    change: async (id, ifMatch, given) => {
      if (ifMatch === undefined) throw new AppError('precondition-required');
      // The next version may be one that the header allows.
      return retryOn(isStale, async () => {
        const before = await reader.existing(id);
        checkMatch(ifMatch, before);
        return replace(before, given);
      });
    },

    discontinue: (id, ifMatch) => retryOn(isStale, () => discontinueOnce(id, ifMatch)),

    update: (id, changeOf) =>
      retryOn(isStale, async () => {
        const before = await reader.existing(id);
        const given = changeOf(before);
        if (!isSame(before, changeProduct(before, given).product)) await replace(before, given);
      }),
  };
};

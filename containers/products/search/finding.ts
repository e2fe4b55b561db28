// Pages of what can be found: what proves out of date is replaced by what comes after it.
import { type Found, type ListingQuery, listPage, type Position } from '../domain/listing.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import type { Entry, SearchIndex } from '../domain/search-index.ts';
import type { CategoryTree } from './category-tree.ts';
import type { Supplies } from './supplies.ts';

export interface SearchQuery extends Omit<ListingQuery, 'categories'> {
  readonly category?: string;
}

/** At most `limit` products; what this task has moved is read again, what others have moved is known within seconds. */
export type Find = (
  query: SearchQuery,
  limit: number,
  after?: Position,
) => Promise<readonly Found[]>;

/** Products whose availability proves out of date are replaced by others so often. */
const rounds = 4;

export const skusOf = ({ variants }: CatalogueProduct): string[] => variants.map(({ sku }) => sku);

export const createFind = ({
  index,
  supplies,
  categories,
}: {
  readonly index: SearchIndex;
  readonly supplies: Supplies;
  readonly categories: Pick<CategoryTree, 'below'>;
}): Find => {
  const isAvailable = ({ variants }: Pick<Entry, 'variants'>): boolean =>
    variants.some(({ sku }) => supplies.available(sku) > 0);

  return async ({ category, ...query }, limit, after) => {
    const { available } = query;
    const listing: ListingQuery = {
      ...query,
      ...(category === undefined ? {} : { categories: categories.below(category) }),
    };
    if (available !== undefined) await supplies.readMoved();
    const found: Found[] = [];
    let position = after;
    for (let round = 0; round < rounds && found.length < limit; round += 1) {
      const wanted = limit - found.length;
      const page = listPage(index, listing, { isAvailable, limit: wanted, after: position });
      await supplies.freshen(page.flatMap(({ product }) => skusOf(product)));
      const isStill = ({ product }: Found): boolean =>
        available === undefined || isAvailable(product) === available;
      found.push(...page.filter(isStill));
      if (page.length < wanted) break;
      position = page.at(-1)?.position;
    }
    return found;
  };
};

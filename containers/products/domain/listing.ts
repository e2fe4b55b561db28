// A page of the catalogue: filtered, in an order that has no ties, after a position that stays good while things change.
import { type CatalogueProduct, priceAt } from './product.ts';
import type { Entry, Match, SearchIndex } from './search-index.ts';

export type Sort = 'relevance' | 'name' | '-name' | 'price' | '-price' | 'newest';

export interface ListingQuery {
  readonly text?: string;
  /** The category asked for and those below it. */
  readonly categories?: ReadonlySet<string>;
  /** Minor units of the currency asked for, else of each product's own. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  /** Only products that have a price in it. */
  readonly currency?: string;
  readonly available?: boolean;
  readonly sort: Sort;
  /** ISO time the prices are taken at. */
  readonly at: string;
}

/** Where a page ended: the value sorted by and the id. */
export type Position = readonly [value: string | number, id: string];

export interface Found {
  readonly product: CatalogueProduct;
  readonly position: Position;
}

const lowestPrice = ({ variants }: CatalogueProduct, { at, currency }: ListingQuery): number => {
  let lowest = Number.MAX_SAFE_INTEGER;
  for (const variant of variants) {
    const price = priceAt(variant, at, currency);
    if (price !== undefined && price.amount < lowest) lowest = price.amount;
  }
  return lowest;
};

const isPriceWanted = ({ variants }: CatalogueProduct, query: ListingQuery): boolean => {
  const { minPrice, maxPrice, currency, at } = query;
  if (minPrice === undefined && maxPrice === undefined && currency === undefined) return true;
  const [least, most] = [minPrice ?? 0, maxPrice ?? Number.MAX_SAFE_INTEGER];
  return variants.some((variant) => {
    const price = priceAt(variant, at, currency);
    return price !== undefined && price.amount >= least && price.amount <= most;
  });
};

const sortValueOf = (entry: Entry, score: number, query: ListingQuery): string | number => {
  switch (query.sort) {
    case 'relevance':
      return score;
    case 'newest':
      return entry.product.createdAt;
    case 'price':
    case '-price':
      return lowestPrice(entry.product, query);
    default:
      return entry.name;
  }
};

const ascending = new Set<Sort>(['name', 'price']);

const comparePositions = (a: Position, b: Position): number => {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
};

/** Keeps the first `limit` of what it is given, in order. */
const createFirst = (limit: number, compare: (a: Position, b: Position) => number) => {
  const kept: Found[] = [];
  return {
    kept,
    offer: (found: Found): void => {
      const last = kept.at(-1);
      if (kept.length === limit && last && compare(last.position, found.position) <= 0) return;
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const other = kept[middle];
        if (other && compare(other.position, found.position) <= 0) low = middle + 1;
        else high = middle;
      }
      kept.splice(low, 0, found);
      if (kept.length > limit) kept.pop();
    },
  };
};

function* everything(index: SearchIndex): Iterable<Match> {
  for (const entry of index.entries()) yield [entry, 0];
}

/** Without a text nothing is more relevant than the newest. */
const orderOf = (query: ListingQuery): ListingQuery =>
  query.text === undefined && query.sort === 'relevance' ? { ...query, sort: 'newest' } : query;

/** At most `limit` products after the position. */
export const listPage = (
  index: SearchIndex,
  asked: ListingQuery,
  isAvailable: (product: CatalogueProduct) => boolean,
  limit: number,
  after?: Position,
): readonly Found[] => {
  const query = orderOf(asked);
  const { categories, available } = query;
  const direction = ascending.has(query.sort) ? 1 : -1;
  const compare = (a: Position, b: Position) => direction * comparePositions(a, b);
  const isWanted = (product: CatalogueProduct): boolean =>
    (categories === undefined || categories.has(product.category)) &&
    isPriceWanted(product, query) &&
    (available === undefined || isAvailable(product) === available);
  const candidates = query.text === undefined ? everything(index) : index.match(query.text);
  const first = createFirst(limit, compare);
  for (const [entry, score] of candidates) {
    const { product } = entry;
    if (!isWanted(product)) continue;
    const position: Position = [sortValueOf(entry, score, query), product.id];
    if (after !== undefined && compare(position, after) <= 0) continue;
    first.offer({ product, position });
  }
  return first.kept;
};

// A page of the catalogue: filtered, in an order that has no ties, after a position that stays good while things change.
import { type CatalogueProduct, priceAt } from './product.ts';
import type { Entry, Match, SearchIndex } from './search-index.ts';

export type Sort = 'relevance' | 'name' | '-name' | 'price' | '-price' | 'newest';

export interface ListingQuery {
  readonly text?: string;
  /** The category asked for and those below it. */
  readonly categories?: ReadonlySet<string>;
  /** Minor units of `currency`, without which no price is compared. */
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

/** Amounts of several currencies cannot be compared: such a query needs one. */
export const comparesPrices = ({
  minPrice,
  maxPrice,
  sort,
}: Pick<ListingQuery, 'minPrice' | 'maxPrice' | 'sort'>): boolean =>
  minPrice !== undefined || maxPrice !== undefined || sort === 'price' || sort === '-price';

/** The currency that most products have their price in, the first of the alphabet where several do; undefined without products. */
export const commonCurrency = (index: SearchIndex): string | undefined => {
  const counts = new Map<string, number>();
  for (const { variants } of index.entries()) {
    const currency = variants[0]?.price.currency;
    if (currency !== undefined) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0];
};

const lowestPrice = ({ variants }: Entry, { at, currency }: ListingQuery): number => {
  let lowest = Number.MAX_SAFE_INTEGER;
  for (const variant of variants) {
    const price = priceAt(variant, at, currency);
    if (price !== undefined && price.amount < lowest) lowest = price.amount;
  }
  return lowest;
};

const isPriceWanted = ({ variants }: Entry, query: ListingQuery): boolean => {
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
      return entry.createdAt;
    case 'price':
    case '-price':
      return lowestPrice(entry, query);
    default:
      return entry.name;
  }
};

const ascending = new Set<Sort>(['name', 'price']);

/** Is this value and id before the position in the order? */
const isBefore = (
  value: Position[0],
  id: string,
  [otherValue, otherId]: Position,
  isAscending: boolean,
): boolean =>
  value === otherValue
    ? id !== otherId && id < otherId === isAscending
    : value < otherValue === isAscending;

/** The first `limit` in order of what it is given. */
const createFirst = (limit: number, isAscending: boolean) => {
  const kept: Found[] = [];

  /** Would it be among the first? Asked before anything that costs more. */
  const hasRoom = (value: Position[0], id: string): boolean => {
    const last = kept.length < limit ? undefined : kept.at(-1);
    return last === undefined || isBefore(value, id, last.position, isAscending);
  };

  const add = (found: Found): void => {
    const [value, id] = found.position;
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = kept[middle];
      if (other && isBefore(value, id, other.position, isAscending)) high = middle;
      else low = middle + 1;
    }
    kept.splice(low, 0, found);
    if (kept.length > limit) kept.pop();
  };

  return { kept, hasRoom, add };
};

function* everything(index: SearchIndex): Iterable<Match> {
  for (const entry of index.entries()) yield [entry, 0];
}

/** Without a text nothing is more relevant than the newest. */
const orderOf = (query: ListingQuery): ListingQuery =>
  query.text === undefined && query.sort === 'relevance' ? { ...query, sort: 'newest' } : query;

export interface PageOptions {
  readonly isAvailable: (entry: Entry) => boolean;
  /** At most so many products. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: Position;
}

export const listPage = (
  index: SearchIndex,
  asked: ListingQuery,
  { isAvailable, limit, after }: PageOptions,
): readonly Found[] => {
  const query = orderOf(asked);
  const { categories, available } = query;
  const isAscending = ascending.has(query.sort);
  const isWanted = (entry: Entry): boolean =>
    (categories === undefined || categories.has(entry.category)) &&
    isPriceWanted(entry, query) &&
    (available === undefined || isAvailable(entry) === available);
  /** On an earlier page, or where the last one ended. */
  const isPast = (value: Position[0], id: string): boolean =>
    after !== undefined &&
    (isBefore(value, id, after, isAscending) || (value === after[0] && id === after[1]));
  const candidates = query.text === undefined ? everything(index) : index.match(query.text);
  const first = createFirst(limit, isAscending);
  for (const [entry, score] of candidates) {
    const { id, product } = entry;
    const value = sortValueOf(entry, score, query);
    if (!first.hasRoom(value, id) || isPast(value, id)) continue;
    if (isWanted(entry)) first.add({ product, position: [value, id] });
  }
  return first.kept;
};

// By how much a product is found, and which ones a page has: weights, ties and limits.
import { describe, expect, it } from 'vitest';
import {
  commonCurrency,
  comparesPrices,
  type ListingQuery,
  listPage,
  type Position,
} from '../../containers/products/domain/listing.ts';
import type { CatalogueProduct } from '../../containers/products/domain/product.ts';
import { createSearchIndex } from '../../containers/products/domain/search-index.ts';

const at = '2026-01-01T00:00:00.000Z';
const variant = (sku: string, amount = 100, currency = 'EUR') => ({
  sku,
  name: 'Blue',
  options: { size: 'Large' },
  price: { amount, currency },
  prices: [],
});
const product = (id: string, changes: Partial<CatalogueProduct> = {}): CatalogueProduct => ({
  id,
  name: 'Tea Pot',
  description: 'Keeps warm, tea too',
  category: 'kitchen',
  images: [],
  attributes: { material: 'Steel' },
  status: 'active',
  version: 1,
  createdAt: at,
  variants: [variant(`SKU-${id}`)],
  ...changes,
});
const indexOf = (...products: CatalogueProduct[]) => {
  const index = createSearchIndex();
  for (const one of products) index.put(one);
  return index;
};

describe('a product is found', () => {
  const index = indexOf(product('p1'));
  const score = (text: string) => [...index.match(text)].map(([, points]) => points)[0];
  it.each([
    [
      'by its name, which counts ten, twice as a whole word, and five more as its beginning',
      'tea',
      25,
    ],
    ['by a later word of its name', 'pot', 20],
    ['by its whole name, for fifty more', 'Tea Pot', 90],
    ['by the beginning of a word', 'po', 10],
    ['by a variant, which counts four', 'blue', 8],
    ['by an option', 'large', 8],
    ['by its category, which counts three', 'kitchen', 6],
    ['by an attribute', 'steel', 6],
    ['by its description, which counts one', 'warm', 2],
    ['by all that is asked for', 'pot steel', 26],
    ['not at all where a part is missing', 'pot iron', undefined],
  ])('%s', (_, text, points) => {
    expect(score(text)).toBe(points);
  });

  it('by what is sold of it alone', () => {
    const gone = { ...variant('OLD-1'), name: 'Green', status: 'discontinued' as const };
    const some = indexOf(product('p1', { variants: [variant('SKU-1'), gone] }));
    expect([...some.match('green')]).toEqual([]);
    expect([...some.match('blue')]).toHaveLength(1);
    expect(indexOf(product('p1', { variants: [gone] })).size).toBe(0);
  });
});

describe('the index', () => {
  it('keeps the newest version, and forgets what is sold no more', () => {
    const index = indexOf(product('p1', { version: 2 }));
    index.put(product('p1', { version: 2, name: 'Other' }));
    expect(index.get('p1')?.name).toBe('Tea Pot');
    index.put(product('p1', { version: 3, name: 'Other' }));
    expect([index.get('p1')?.name, index.size, [...index.entries()].length]).toEqual([
      'Other',
      1,
      1,
    ]);
    index.put(product('p1', { version: 4, status: 'discontinued' }));
    expect([index.get('p1'), index.size, [...index.entries()].length]).toEqual([undefined, 0, 0]);
  });

  it('is made anew after a thousand changes, and finds what it has found', () => {
    const index = indexOf(
      product('gone', { name: 'Kettle' }),
      product('gone', { version: 2, status: 'discontinued' }),
      product('p0', { name: 'Cup' }),
    );
    for (let version = 1; version <= 1_100; version += 1) index.put(product('p1', { version }));
    expect([...index.match('cup')].map(([entry]) => entry.id)).toEqual(['p0']);
    expect([...index.match('kettle')]).toEqual([]);
    expect([...index.match('pot')].map(([entry]) => [entry.id, entry.product.version])).toEqual([
      ['p1', 1_100],
    ]);
    expect([...index.entries()].map(({ id }) => id)).toEqual(['p1', 'p0']);
  });
});

describe('a page', () => {
  const cheap = product('p1', {
    name: 'B',
    variants: [variant('S1', 100)],
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const dear = product('p2', {
    name: 'A',
    variants: [variant('S2', 900), variant('S3', 300)],
    createdAt: '2026-01-02T00:00:00.000Z',
  });
  const other = product('p3', {
    name: 'C',
    category: 'garden',
    variants: [variant('S4', 200, 'USD')],
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const index = indexOf(cheap, dear, other);
  const ids = (query: Partial<ListingQuery>, after?: Position, limit = 9) =>
    listPage(
      index,
      { sort: 'newest', at, ...query },
      { isAvailable: ({ id }) => id !== 'p3', limit, ...(after && { after }) },
    ).map(({ product: { id } }) => id);

  it('is sorted one way or the other, and by the id where that is the same', () => {
    expect(ids({ sort: 'newest' })).toEqual(['p2', 'p3', 'p1']);
    expect(ids({ sort: 'relevance' })).toEqual(['p2', 'p3', 'p1']);
    expect(ids({ sort: 'name' })).toEqual(['p2', 'p1', 'p3']);
    expect(ids({ sort: '-name' })).toEqual(['p3', 'p1', 'p2']);
    expect(ids({ sort: 'price', currency: 'EUR' })).toEqual(['p1', 'p2']);
    expect(ids({ sort: '-price', currency: 'EUR' })).toEqual(['p2', 'p1']);
    expect(ids({ sort: 'name', text: 'b' })).toEqual(['p1']);
  });

  it('has what costs as much as is asked for, both ends included', () => {
    const priced = (minPrice?: number, maxPrice?: number) =>
      ids({
        currency: 'EUR',
        sort: 'price',
        ...(minPrice !== undefined && { minPrice }),
        ...(maxPrice !== undefined && { maxPrice }),
      });
    expect(priced(100, 100)).toEqual(['p1']);
    expect(priced(101, 299)).toEqual([]);
    expect(priced(300)).toEqual(['p2']);
    expect(priced(301, 899)).toEqual([]);
    expect(priced(900)).toEqual(['p2']);
    expect(priced(901)).toEqual([]);
    expect(priced(undefined, 99)).toEqual([]);
    expect(priced(undefined, 100)).toEqual(['p1']);
    expect(priced(0)).toEqual(['p1', 'p2']);
  });

  it('has what is there, or what is not, of the categories asked for', () => {
    expect(ids({ available: true })).toEqual(['p2', 'p1']);
    expect(ids({ available: false })).toEqual(['p3']);
    expect(ids({ categories: new Set(['garden']) })).toEqual(['p3']);
    expect(ids({ categories: new Set(['kitchen']) })).toEqual(['p2', 'p1']);
  });

  it('goes on where the one before ended', () => {
    const first = Date.parse('2026-01-01T00:00:00.000Z');
    expect(ids({}, undefined, 1)).toEqual(['p2']);
    expect(ids({}, [Date.parse('2026-01-02T00:00:00.000Z'), 'p2'], 1)).toEqual(['p3']);
    expect(ids({}, [first, 'p3'], 9)).toEqual(['p1']);
    expect(ids({}, [first, 'p1'], 9)).toEqual([]);
    expect(ids({ sort: 'name' }, ['a', 'p2'], 9)).toEqual(['p1', 'p3']);
    expect(ids({ sort: 'name' }, undefined, 2)).toEqual(['p2', 'p1']);
  });

  it('compares prices where it is sorted or chosen by them, in the currency of most', () => {
    expect(comparesPrices({ sort: 'newest' })).toBe(false);
    expect(comparesPrices({ sort: 'price' })).toBe(true);
    expect(comparesPrices({ sort: '-price' })).toBe(true);
    expect(comparesPrices({ sort: 'newest', minPrice: 0 })).toBe(true);
    expect(comparesPrices({ sort: 'newest', maxPrice: 0 })).toBe(true);
    expect(commonCurrency(index)).toBe('EUR');
    expect(commonCurrency(indexOf(cheap, other))).toBe('EUR');
    expect(
      commonCurrency(indexOf(other, product('p4', { variants: [variant('S5', 1, 'USD')] }), cheap)),
    ).toBe('USD');
    expect(commonCurrency(indexOf())).toBe(undefined);
  });
});

// What the search finds, and in which order.
import { describe, expect, test } from 'vitest';
import { commonCurrency, listPage } from '../../containers/products/domain/listing.ts';
import type { CatalogueProduct } from '../../containers/products/domain/product.ts';
import { createSearchIndex } from '../../containers/products/domain/search-index.ts';
import { wordsOf } from '../../containers/products/domain/search-text.ts';

const product = (id: string, changes: Partial<CatalogueProduct> = {}): CatalogueProduct => ({
  id,
  name: id,
  description: '',
  category: 'things',
  images: [],
  attributes: {},
  status: 'active',
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  variants: [
    {
      sku: `SKU-${id}`,
      name: 'Only',
      options: {},
      price: { amount: 100, currency: 'EUR' },
      prices: [],
    },
  ],
  ...changes,
});

const indexOf = (...products: CatalogueProduct[]) => {
  const index = createSearchIndex();
  for (const one of products) index.put(one);
  return index;
};

const find = (products: readonly CatalogueProduct[], text: string): string[] =>
  listPage(
    indexOf(...products),
    { text, sort: 'relevance', at: '2026-01-01T00:00:00.000Z' },
    { isAvailable: () => true, limit: 100 },
  ).map(({ product: { id } }) => id);

describe('words', () => {
  test.each([
    ['Crème-brûlée 2 pcs', ['creme', 'brulee', 'cremebrulee', '2', 'pcs', '2pcs']],
    ['MUG-BLUE', ['mug', 'blue', 'mugblue']],
    ['ﬁne Ⅻ', ['fine', 'xii']],
    ['Тарелка 茶碗', ['тарелка', '茶碗', '碗']],
    ['  \n ', []],
  ])('%j', (text, words) => {
    expect([...wordsOf(text)]).toEqual(words);
  });
});

describe('match', () => {
  const mug = product('mug', { name: 'Enamel Mug', description: 'for coffee' });
  const coffee = product('coffee', { name: 'Coffee', attributes: { origin: 'Ethiopia' } });
  const grinder = product('grinder', { name: 'Coffee Grinder' });
  const all = [mug, grinder, coffee];

  test('a word in the name counts more than one in the description', () => {
    expect(find(all, 'coffee')).toEqual(['coffee', 'grinder', 'mug']);
  });

  test('the beginning of a word is enough, from two letters on', () => {
    expect(find(all, 'grin')).toEqual(['grinder']);
    expect(find(all, 'en mu')).toEqual(['mug']);
    expect(find(all, 'g')).toEqual([]);
  });

  test('a whole word counts more than a beginning', () => {
    const mugs = product('mugs', { name: 'Mugs' });
    expect(find([mugs, mug], 'mug')).toEqual(['mug', 'mugs']);
  });

  test('every word is wanted', () => {
    expect(find(all, 'coffee grinder')).toEqual(['grinder']);
    expect(find(all, 'coffee table')).toEqual([]);
  });

  test('accents and case do not matter', () => {
    expect(find(all, 'ÉTHIOPÌA')).toEqual(['coffee']);
  });

  test('a SKU and its options are found', () => {
    expect(find(all, 'sku-mug')).toEqual(['mug']);
  });

  test('a text without words finds nothing', () => {
    expect(find(all, '***')).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'a'.repeat(100), '\u0000', '%', '.*'])(
    'hostile text %j finds nothing and breaks nothing',
    (text) => {
      expect(find(all, text)).toEqual([]);
    },
  );
});

describe('put', () => {
  test('takes the newer version, whatever comes last', () => {
    const index = indexOf(product('p', { name: 'New', version: 2 }), product('p', { name: 'Old' }));
    expect(
      [...index.match('new')].map(
        ([
          {
            product: { id },
          },
        ]) => id,
      ),
    ).toEqual(['p']);
    expect([...index.match('old')]).toEqual([]);
  });

  test('lets a discontinued product go, also when its older version comes later', () => {
    const index = indexOf(
      product('p'),
      product('p', { status: 'discontinued', version: 2 }),
      product('p'),
    );
    expect(index.size).toBe(0);
  });
});

describe('order and filters', () => {
  const priced = (id: string, amount: number, currency = 'EUR') =>
    product(id, {
      variants: [{ sku: id, name: 'Only', options: {}, price: { amount, currency }, prices: [] }],
    });
  const all = [priced('b', 300), priced('a', 100), priced('c', 200), priced('y', 150, 'JPY')];
  const list = (query: object, isAvailable = (_: { id: string }) => true) =>
    listPage(
      indexOf(...all),
      { sort: 'name', at: '2026-01-01T00:00:00.000Z', ...query },
      { isAvailable, limit: 100 },
    ).map(({ product: { id } }) => id);

  test.each([
    [{ sort: 'name' }, ['a', 'b', 'c', 'y']],
    [{ sort: '-name' }, ['y', 'c', 'b', 'a']],
    [{ sort: 'price', currency: 'EUR' }, ['a', 'c', 'b']],
    [{ sort: '-price', currency: 'EUR' }, ['b', 'c', 'a']],
    [{ sort: 'price', currency: 'JPY' }, ['y']],
    [{ sort: 'newest' }, ['y', 'c', 'b', 'a']],
    [{ sort: 'relevance' }, ['y', 'c', 'b', 'a']],
    [{ minPrice: 150, currency: 'EUR' }, ['b', 'c']],
    [{ maxPrice: 200, currency: 'EUR' }, ['a', 'c']],
    [{ maxPrice: 200, currency: 'JPY' }, ['y']],
    [{ currency: 'JPY' }, ['y']],
    [{ minPrice: 300, maxPrice: 100 }, []],
    [{ categories: new Set(['other']) }, []],
  ])('%j', (query, ids) => {
    expect(list(query)).toEqual(ids);
  });

  test('prices are compared in the currency that most products have', () => {
    const currencyOf = (...currencies: string[]) =>
      commonCurrency(indexOf(...currencies.map((currency, at) => priced(`p${at}`, 100, currency))));
    expect(currencyOf()).toBeUndefined();
    expect(currencyOf('JPY', 'EUR', 'JPY')).toBe('JPY');
    expect(currencyOf('USD', 'EUR')).toBe('EUR');
  });

  test('availability is asked for each product', () => {
    const onlyA = ({ id }: { id: string }) => id === 'a';
    expect(list({ available: true }, onlyA)).toEqual(['a']);
    expect(list({ available: false }, onlyA)).toEqual(['b', 'c', 'y']);
  });
});

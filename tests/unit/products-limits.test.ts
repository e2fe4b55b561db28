// The rules of the catalogue at their limits: the last that is taken, and the first that is not.
import { describe, expect, it } from 'vitest';
import {
  type Category,
  inTreeOrder,
  placed as placedCategory,
} from '../../containers/products/domain/category.ts';
import { linesOf, partsOf } from '../../containers/products/domain/import-parts.ts';
import { createPostings } from '../../containers/products/domain/postings.ts';
import { present } from '../../containers/products/domain/presenting.ts';
import {
  checkPrices,
  checkSkus,
  newProduct,
  priceAt,
} from '../../containers/products/domain/product.ts';
import { changeProduct } from '../../containers/products/domain/product-change.ts';
import { createStockStore } from '../../containers/products/stock/stock-store.ts';
import { quietReadable } from '../support/http.ts';
import { eur } from '../support/orders.ts';
import { mug } from '../support/products.ts';
import { refusal, refusalOf } from '../support/refusals.ts';

const at = '2026-01-01T00:00:00.000Z';

describe('a word', () => {
  const index = createPostings();
  const scores = (...ways: string[]) => [...index.scoresOf(ways, 4)];
  index.add(0, new Map([['tea', 1]]));
  index.add(1, new Map([['teapot', 3]]));
  index.add(2, new Map([['t', 5]]));

  it('counts twice as much whole as one that begins so, from two letters on', () => {
    expect(scores('tea')).toEqual([2, 3, 0, 0]);
    expect(scores('te')).toEqual([1, 3, 0, 0]);
    expect(scores('t')).toEqual([0, 0, 10, 0]);
    expect(scores('teapots')).toEqual([0, 0, 0, 0]);
  });

  it('counts by the best of its ways', () => {
    expect(scores('tea', 'teapot')).toEqual([2, 6, 0, 0]);
    expect(scores('teapot', 'tea')).toEqual([2, 6, 0, 0]);
  });

  it('that came after a search is found, also by the one letter that begins it where there are no spaces', () => {
    index.add(
      3,
      new Map([
        ['茶壺', 4],
        ['teas', 1],
      ]),
    );
    expect(scores('茶')).toEqual([0, 0, 0, 4]);
    expect(scores('te')).toEqual([1, 3, 0, 1]);
  });
});

describe('an import', () => {
  const lines = (count: number, length = 1) =>
    Array.from({ length: count }, (_, index) => ({ number: index + 1, text: 'x'.repeat(length) }));
  const sizes = (given: ReturnType<typeof lines>) => partsOf(given).map(({ length }) => length);

  it('counts empty lines and leaves them out; a line above 64 KiB is none', () => {
    const [most, more] = ['x'.repeat(65_536), 'x'.repeat(65_537)];
    expect(linesOf(`a\n\n  b \n${most}\n${more}`)).toEqual([
      { number: 1, text: 'a' },
      { number: 3, text: 'b' },
      { number: 4, text: most },
      { number: 5, text: '' },
    ]);
  });

  it('is cut after a hundred lines, or 24,000 characters', () => {
    expect(sizes(lines(100))).toEqual([100]);
    expect(sizes(lines(101))).toEqual([100, 1]);
    expect(sizes(lines(2, 12_000))).toEqual([2]);
    expect(sizes(lines(2, 12_001))).toEqual([1, 1]);
    expect(sizes(lines(3, 30_000))).toEqual([1, 1, 1]);
    expect(sizes([...lines(1, 24_000), ...lines(2, 12_000)])).toEqual([1, 2]);
  });

  it('has a line at least, and 9,000 at most', () => {
    expect(() => partsOf([])).toThrow(
      refusal('validation-failed', { detail: 'There are no lines.' }),
    );
    expect(sizes(lines(9_000))).toHaveLength(90);
    expect(() => partsOf(lines(9_001))).toThrow(
      refusal('validation-failed', { detail: 'Too many lines at once: send at most 9000.' }),
    );
  });
});

describe('a category', () => {
  const chain = (length: number, prefix = 'c'): Category[] =>
    Array.from({ length }, (_, index) => ({
      id: `${prefix}${index + 1}`,
      name: 'x',
      parent: index === 0 ? null : `${prefix}${index}`,
    }));
  const put = (all: readonly Category[], id: string, parent: string) =>
    refusalOf(() =>
      placedCategory(new Map(all.map((one) => [one.id, one])), { id, name: 'x', parent }),
    )?.errors?.[0]?.code;

  it('lies eight levels deep at most, those below it included', () => {
    expect(put(chain(7), 'new', 'c7')).toBe(undefined);
    expect(put(chain(8), 'new', 'c8')).toBe('too-deep');
    const both = [...chain(5), ...chain(4, 'd')];
    expect(put(both, 'd1', 'c4')).toBe(undefined);
    expect(put(both, 'd1', 'c5')).toBe('too-deep');
  });

  it('lies below one that is there, and not below itself', () => {
    expect(put(chain(3), 'new', 'c9')).toBe('unknown');
    expect(put(chain(3), 'c1', 'c3')).toBe('circle');
    expect(put(chain(3), 'c1', 'c1')).toBe('circle');
    expect(put(chain(3), 'c3', 'c1')).toBe(undefined);
  });
});

it('categories come after their parents, by their names, and by their ids where those are the same', () => {
  const all = [
    ['b', 'Cups', null],
    ['c', 'Art', null],
    ['d', 'Blue', 'b'],
    ['a', 'Cups', null],
    ['e', 'Lost', 'gone'],
  ] as const;
  const known = new Map(all.map(([id, name, parent]) => [id, { id, name, parent }]));
  expect(inTreeOrder(known).map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd', 'e']);
});

describe('a product', () => {
  const product = newProduct('prd_1', mug() as never, at);
  const variant = (number: number) => ({
    sku: `SKU-${number}`,
    name: 'x',
    price: { amount: 1, currency: 'EUR' },
    stock: number,
  });
  const more = (count: number) => Array.from({ length: count }, (_, index) => variant(index));

  it('has forty variants at most', () => {
    const { product: most, added } = changeProduct(product, { variants: more(38) });
    expect([most.variants.length, most.version, added.get('SKU-37')]).toEqual([40, 2, 37]);
    expect(() => changeProduct(product, { variants: more(39) })).toThrow(
      refusal('validation-failed', { detail: 'At most 40 variants.' }),
    );
  });

  it('has a hundred thousand characters at most', () => {
    const size = JSON.stringify({ ...product, description: '', version: 2 }).length;
    const described = (length: number) => () =>
      changeProduct(product, { description: 'x'.repeat(length) });
    expect(described(100_000 - size)().product.description).toHaveLength(100_000 - size);
    expect(described(100_001 - size)).toThrow(
      refusal('validation-failed', { detail: 'At most 100000 characters in all.' }),
    );
  });

  it('is changed in each SKU once, by prices that can be paid, and by all that a new variant needs', () => {
    const faults = (...variants: object[]) =>
      refusalOf(() => changeProduct(product, { variants: variants as never }))?.errors?.map(
        ({ pointer, code }) => `${pointer} ${code}`,
      );
    expect(faults({ sku: 'MUG-BLUE', name: 'Azure' })).toBe(undefined);
    expect(faults({ sku: 'MUG-BLUE' }, { sku: 'MUG-BLUE' })).toEqual(['/variants/1/sku duplicate']);
    expect(faults({ sku: 'MUG-BLUE', price: { amount: 1, currency: 'XXX' } })).toEqual([
      '/variants/0/price/currency unsupported-currency',
    ]);
    const { stock: _, ...without } = variant(9);
    expect(faults(without)).toEqual(['/variants/0/stock required']);
    expect(faults({ sku: 'NEW' })).toEqual([
      '/variants/0/name required',
      '/variants/0/price required',
      '/variants/0/stock required',
    ]);
    expect(faults({ sku: 'MUG-BLUE', stock: 0 })).toEqual(['/variants/0/stock not-here']);
  });

  it('has each SKU once, told at the second', () => {
    expect(refusalOf(() => checkSkus(['A', 'B', 'A']))?.errors).toEqual([
      { pointer: '/variants/2/sku', code: 'duplicate', detail: 'is used twice' },
    ]);
    expect(refusalOf(() => checkSkus(['A', 'B']))).toBe(undefined);
  });

  it('has prices in currencies that are known, in windows that are not empty', () => {
    const price = { amount: 1, currency: 'EUR' };
    const faults = (...variants: Parameters<typeof checkPrices>[0]) =>
      refusalOf(() => checkPrices(variants))?.errors?.map(({ pointer }) => pointer);
    expect(faults({ price }, { price: { ...price, currency: 'XXX' } })).toEqual([
      '/variants/1/price/currency',
    ]);
    expect(faults({ prices: [price, { ...price, currency: 'XXX' }] })).toEqual([
      '/variants/0/prices/1/currency',
    ]);
    const later = '2026-01-01T00:00:00.001Z';
    expect(faults({ prices: [{ ...price, validFrom: at, validTo: later }] })).toBe(undefined);
    expect(faults({ prices: [price, { ...price, validFrom: at, validTo: at }] })).toEqual([
      '/variants/0/prices/1/validTo',
    ]);
    expect(
      faults({
        prices: [
          { ...price, validFrom: at },
          { ...price, validTo: at },
        ],
      }),
    ).toBe(undefined);
  });

  it('is shown with what is sold of it, and with prices in windows where it has some', () => {
    const [blue, red] = product.variants;
    const window = { amount: 7, currency: 'EUR', validFrom: at };
    const variants = [
      { ...blue, prices: [window] },
      { ...red, status: 'discontinued' as const },
    ] as typeof product.variants;
    const shown = present({ ...product, variants }, (sku) => sku.length, at).variants;
    expect(shown).toMatchObject([
      { sku: 'MUG-BLUE', status: 'active', price: eur(7), prices: [window], available: 8 },
      { sku: 'MUG-RED', status: 'discontinued', price: eur(1_599), available: 7 },
    ]);
    expect(shown[1]).not.toHaveProperty('prices');
    expect(shown[0]?.price).toEqual(eur(7));
    const gone = present({ ...product, status: 'discontinued' }, () => 1, at).variants;
    expect(gone.map(({ status }) => status)).toEqual(['discontinued', 'discontinued']);
  });

  it.each([
    [1, 1],
    [64, 1],
    [65, 0],
    [0, 0],
    [1.5, 0],
    ['2', 0],
  ])('in %j shards is read as %i', async (shards, count) => {
    const [variant] = product.variants;
    const offer = { ...variant, status: 'active', productId: product.id };
    const counts = { onHand: 1, reserved: 0, available: 1, recent: [], paged: 0 };
    const item = { ...offer, ...counts, shards };
    const store = createStockStore({ getMany: async () => [item] as never }, quietReadable());
    expect((await store.read(['MUG-BLUE'])).size).toBe(count);
  });

  it('costs what the window says that began last, from its first instant to before its end', () => {
    const window = (amount: number, validFrom?: string, validTo?: string) => ({
      amount,
      currency: 'EUR',
      ...(validFrom && { validFrom }),
      ...(validTo && { validTo }),
    });
    const [two, three] = ['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'];
    const prices = [window(1), window(3, two, three), window(2, at)];
    const price = { amount: 9, currency: 'EUR' };
    const cost = (time: string, currency?: string) =>
      priceAt({ price, prices }, time, currency)?.amount;
    expect(cost('2025-12-31T23:59:59.999Z')).toBe(1);
    expect(cost(at)).toBe(2);
    expect(cost('2026-01-31T23:59:59.999Z')).toBe(2);
    expect(cost(two)).toBe(3);
    expect(cost('2026-02-28T23:59:59.999Z')).toBe(3);
    expect(cost(three)).toBe(2);
    expect(cost(at, 'USD')).toBe(undefined);
    expect(priceAt({ price, prices: [] }, at)).toBe(price);
  });
});

// Prices in their time, changes of a product, the tree of categories, the parts of an import.
import { describe, expect, test } from 'vitest';
import {
  type Category,
  inTreeOrder,
  lineage,
  placed,
  unnamedCategory,
} from '../../containers/products/domain/category.ts';
import { linesOf, partsOf } from '../../containers/products/domain/import-parts.ts';
import { quote } from '../../containers/products/domain/presenting.ts';
import { newProduct, priceAt } from '../../containers/products/domain/product.ts';
import { changeProduct } from '../../containers/products/domain/product-change.ts';
import { differencesOf } from '../../containers/products/domain/reconciliation.ts';
import { adjust, applyMovement, emptyStock } from '../../containers/products/domain/stock.ts';
import { checkMatch } from '../../platform/http/precondition.ts';
import { refusal } from '../support/refusals.ts';

const euro = (amount: number, validFrom?: string, validTo?: string) => ({
  amount,
  currency: 'EUR',
  validFrom,
  validTo,
});

describe('the price at a time', () => {
  const [january, february, march] = ['2026-01-01', '2026-02-01', '2026-03-01'].map(
    (day) => `${day}T00:00:00.000Z`,
  ) as [string, string, string];
  const variant = {
    price: { amount: 1000, currency: 'EUR' },
    prices: [
      euro(800, january, march),
      euro(700, february, march),
      { amount: 150_000, currency: 'JPY' },
    ],
  };

  test.each([
    ['before every window', '2025-12-31T23:59:59.999Z', 1000],
    ['from the first instant of a window', january, 800],
    ['in two windows: the one that began last', february, 700],
    ['after the last instant of a window', march, 1000],
  ])('%s', (_, at, amount) => {
    expect(priceAt(variant, at)).toEqual({ amount, currency: 'EUR' });
  });

  test('is there only in the currencies that have one', () => {
    expect(priceAt(variant, january, 'JPY')).toEqual({ amount: 150_000, currency: 'JPY' });
    expect(priceAt(variant, january, 'KWD')).toBeUndefined();
  });

  test('a quote falls back to the currency of the variant', () => {
    const offer = {
      sku: 'A',
      productId: 'prd_1',
      name: 'A',
      status: 'active' as const,
      ...variant,
    };
    expect(quote(offer, 3, march, 'KWD')).toEqual({
      sku: 'A',
      productId: 'prd_1',
      name: 'A',
      price: { amount: 1000, currency: 'EUR' },
      available: 3,
      status: 'active',
    });
  });
});

const given = (...skus: string[]) => ({
  name: 'Mug',
  description: '',
  category: 'kitchen',
  variants: skus.map((sku) => ({
    sku,
    name: sku,
    price: { amount: 100, currency: 'EUR' },
    stock: 1,
  })),
});

describe('a product', () => {
  test('names each SKU once', () => {
    expect(() => newProduct('prd_1', given('A', 'B', 'A'), '')).toThrow(
      refusal('validation-failed'),
    );
  });

  test('keeps what a change does not name, and counts its versions', () => {
    const product = newProduct('prd_1', given('A', 'B'), '2026-01-01T00:00:00.000Z');
    const {
      product: changed,
      added,
      offers,
    } = changeProduct(product, {
      variants: [{ sku: 'B', price: { amount: 90, currency: 'EUR' } }],
    });
    expect(changed).toEqual({
      ...product,
      version: 2,
      variants: [
        product.variants[0],
        { ...product.variants[1], price: { amount: 90, currency: 'EUR' } },
      ],
    });
    expect([...added]).toEqual([]);
    expect(offers.map(({ sku }) => sku)).toEqual(['B']);
  });

  test('a new name reaches every offer, a new description none', () => {
    const product = newProduct('prd_1', given('A', 'B'), '');
    const skus = (change: object) => changeProduct(product, change).offers.map(({ sku }) => sku);
    expect(skus({ name: 'Cup' })).toEqual(['A', 'B']);
    expect(skus({ status: 'discontinued' })).toEqual(['A', 'B']);
    expect(skus({ description: 'new' })).toEqual([]);
  });

  test('may stop selling one variant, and sell it again', () => {
    const product = newProduct('prd_1', given('A', 'B'), '');
    const stopped = changeProduct(product, { variants: [{ sku: 'A', status: 'discontinued' }] });
    expect(stopped.offers).toMatchObject([{ sku: 'A', status: 'discontinued' }]);
    expect(stopped.product.status).toBe('active');
    const renamed = changeProduct(stopped.product, { variants: [{ sku: 'A', name: 'Old' }] });
    expect(renamed.offers).toMatchObject([{ sku: 'A', status: 'discontinued' }]);
    const again = changeProduct(renamed.product, { variants: [{ sku: 'A', status: 'active' }] });
    expect(again.offers).toMatchObject([{ sku: 'A', status: 'active' }]);
    const whole = changeProduct(again.product, { status: 'discontinued' });
    expect(whole.offers.map(({ status }) => status)).toEqual(['discontinued', 'discontinued']);
  });

  test('keeps to a size that can be stored, however it grew', () => {
    const product = newProduct('prd_1', given('A'), '');
    const prices = Array.from({ length: 50 }, () => euro(1, '2026-01-01T00:00:00.000Z'));
    const variants = Array.from({ length: 39 }, (_, number) => ({
      ...given(`V-${number}`).variants[0],
      sku: `V-${number}`,
      prices,
    }));
    expect(() => changeProduct(product, { variants: variants as never })).toThrow(
      refusal('validation-failed'),
    );
  });

  test('has at most forty variants', () => {
    const forty = Array.from({ length: 40 }, (_, number) => `S-${number}`);
    const product = newProduct('prd_1', given(...forty), '');
    const variants = given('ONE-MORE').variants;
    expect(() => changeProduct(product, { variants })).toThrow(refusal('validation-failed'));
  });
});

describe('stock', () => {
  const stock = { sku: 'A', onHand: 10, reserved: 4, available: 6 };

  test('a correction moves goods on hand only', () => {
    const movement = adjust(stock, -6, 'broken');
    expect(applyMovement(stock, movement)).toEqual({
      sku: 'A',
      onHand: 4,
      reserved: 4,
      available: 0,
    });
  });

  test.each([
    [-7, 'insufficient-stock'],
    [0, 'validation-failed'],
    [1_000_000_000_000, 'validation-failed'],
  ] as const)('a correction by %d is refused with %s', (delta, wanted) => {
    expect(() => adjust(stock, delta, 'why')).toThrow(refusal(wanted));
  });

  test('differs from its evidence where somebody changed it past the ledger', () => {
    const ledger = [{ number: 1, onHand: 10, reserved: 0 }];
    expect(differencesOf({ stock: emptyStock('A'), held: 0, ledger: [] })).toEqual([]);
    expect(differencesOf({ stock, held: 4, ledger })).toEqual([
      { sku: 'A', what: 'reserved by the ledger', is: 4, shouldBe: 0 },
    ]);
  });
});

describe('categories', () => {
  const tree = (...categories: [id: string, parent: string | null][]) =>
    new Map<string, Category>(
      categories.map(([id, parent]) => [id, { id, name: id.toUpperCase(), parent }]),
    );
  const shop = tree(['cups', 'kitchen'], ['kitchen', 'home'], ['home', null], ['attic', 'home']);

  test('come with their parents first, siblings by name', () => {
    expect(inTreeOrder(shop).map(({ id }) => id)).toEqual(['home', 'attic', 'kitchen', 'cups']);
  });

  test('know those above them', () => {
    expect(lineage(shop, 'cups')).toEqual(['cups', 'kitchen', 'home']);
    expect(lineage(tree(['a', 'b'], ['b', 'a']), 'a')).toEqual(['a', 'b']);
  });

  test.each([
    ['itself', 'home', 'home'],
    ['what is below it', 'home', 'cups'],
    ['what there is not', 'home', 'cellar'],
  ])('do not go below %s', (_, id, parent) => {
    expect(() => placed(shop, { id, name: id, parent })).toThrow(refusal('validation-failed'));
  });

  test('have at most eight levels', () => {
    const deep = tree(
      ...Array.from({ length: 8 }, (_, level): [string, string | null] => [
        `l${level}`,
        level === 0 ? null : `l${level - 1}`,
      ]),
    );
    const under = (parent: string) => () => placed(deep, { id: 'x', name: 'x', parent });
    expect(under('l7')).toThrow(refusal('validation-failed'));
    expect(under('l6')).not.toThrow();
  });

  test('take what is below them along, as long as that is not too deep either', () => {
    const deep = tree(
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
      ['d', 'c'],
      ['e', 'd'],
      ['x', null],
      ['y', 'x'],
      ['z', 'y'],
    );
    const move = (id: string, parent: string) => () => placed(deep, { id, name: id, parent });
    expect(move('x', 'e')).not.toThrow();
    const deeper = new Map([...deep, ['q', { id: 'q', name: 'Q', parent: 'z' }]]);
    expect(() => placed(deeper, { id: 'x', name: 'X', parent: 'e' })).toThrow(
      refusal('validation-failed'),
    );
  });

  test('stay where they are when they get another name, and move where they are told', () => {
    expect(placed(shop, { id: 'cups', name: 'Mugs' }).parent).toBe('kitchen');
    expect(placed(shop, { id: 'cups', name: 'Mugs', parent: null }).parent).toBeNull();
    expect(placed(shop, { id: 'cups', name: 'Mugs', parent: 'attic' }).parent).toBe('attic');
    expect(placed(shop, { id: 'new', name: 'New' }).parent).toBeNull();
  });

  test('have a readable name before anybody gives them one', () => {
    expect(unnamedCategory('garden-tools')).toEqual({
      id: 'garden-tools',
      name: 'Garden tools',
      parent: null,
    });
  });
});

describe('an import', () => {
  test('numbers its lines as an editor does', () => {
    expect(linesOf('a\r\n\n  \nb')).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
    ]);
  });

  test('is cut into parts that lose nothing', () => {
    const lines = linesOf(Array.from({ length: 250 }, (_, index) => `line ${index}`).join('\n'));
    const parts = partsOf(lines);
    expect(parts.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(parts.flat()).toEqual(lines);
    expect(partsOf(linesOf(['x'.repeat(30_000), 'y', 'z'.repeat(30_000)].join('\n')))).toHaveLength(
      3,
    );
  });

  test('leaves a line out that is too long to be a product, but reports it', () => {
    expect(linesOf('x'.repeat(70_000))).toEqual([{ number: 1, text: '' }]);
  });

  test('of nothing or of too much is refused', () => {
    expect(() => partsOf([])).toThrow(refusal('validation-failed'));
    expect(() => partsOf(linesOf('{}\n'.repeat(9_001)))).toThrow(refusal('validation-failed'));
  });
});

describe('If-Match', () => {
  test.each(['"3"', '*', '"1", "3"', ' "3" '])('%s lets version 3 pass', (header) => {
    expect(() => checkMatch(header, { version: 3 })).not.toThrow();
  });

  test.each(['"2"', '3', 'W/"3"', '', '""3""'])('%j does not', (header) => {
    expect(() => checkMatch(header, { version: 3 })).toThrow(refusal('precondition-failed'));
  });
});

// What the console sends of a form and of a file: only what was changed, and one product a line.
import { describe, expect, it } from 'vitest';
import type { Order } from '../../events/http/orders/orders.ts';
import { fieldOf, pickedLines } from '../../web/console/orders/picked-lines.ts';
import { batchesOf, linesOf } from '../../web/console/shop/import-lines.ts';
import { type ProductRow, productChange } from '../../web/console/shop/product-change.ts';

const row = {
  product: { name: 'Mug', status: 'active' },
  variant: { sku: 'MUG-1', name: 'Blue', price: { amount: 1250, currency: 'EUR' } },
} as ProductRow;
const filled = { name: 'Mug', variantName: 'Blue', price: '1250', status: 'active' };

describe('the change of a product', () => {
  it.each([
    ['nothing', {}, {}],
    ['its name', { name: 'Cup' }, { name: 'Cup' }],
    ['a price', { price: '0' }, { price: { amount: 0, currency: 'EUR' } }],
    ['the name of a variant', { variantName: 'Red' }, { name: 'Red' }],
    ['the state of a variant', { status: 'discontinued' }, { status: 'discontinued' }],
    ['nothing, by a state that is none', { status: 'free' }, {}],
  ])('names %s and nothing else', (what, values, change) => {
    const ofProduct = what === 'its name' || what.startsWith('nothing');
    expect(productChange(row, { ...filled, ...values })).toEqual(
      ofProduct ? change : { variants: [{ sku: 'MUG-1', ...change }] },
    );
  });
});

describe('the pieces of an order', () => {
  const lines = [{ sku: 'MUG' }, { sku: 'TEA' }, { sku: 'MUG' }] as Order['lines'];
  const picked = (...quantities: string[]) => {
    const values = quantities.map((quantity, index) => [fieldOf(index), quantity]);
    return pickedLines({ lines }, Object.fromEntries(values));
  };

  it('are those of each line, also where two have one SKU', () => {
    expect(picked('2', '0', '1')).toEqual([
      { sku: 'MUG', quantity: 2 },
      { sku: 'MUG', quantity: 1 },
    ]);
    expect(picked('0', '3')).toEqual([{ sku: 'TEA', quantity: 3 }]);
    expect(picked()).toEqual([]);
  });
});

const csv = (...rows: readonly string[]) =>
  ['name,description,category,variant,sku,price,currency,stock', ...rows].join('\r\n');
const parsed = (file: string) => linesOf(file).map((line) => JSON.parse(line));

describe('a file of products', () => {
  it('is JSON lines, or a JSON list', () => {
    expect(parsed('\uFEFF{"name":"a"}\r\n\r\n{"name":"b"}\n')).toEqual([
      { name: 'a' },
      { name: 'b' },
    ]);
    expect(parsed(' [{"name":"a"}, {"name":"b"}]')).toEqual([{ name: 'a' }, { name: 'b' }]);
  });

  it('is a CSV whose rows of one name are variants of one product', () => {
    const file = csv(
      'Mug,"Stoneware, ""blue""\nor red",cups,Blue,M-B,12.5,EUR,3',
      'Mug,,cups,Red,M-R,12,EUR,0',
      'Bowl,b,cups,One,B,900,JPY,1',
      '',
    );
    expect(parsed(file)).toEqual([
      {
        name: 'Mug',
        description: 'Stoneware, "blue"\nor red',
        category: 'cups',
        variants: [
          { sku: 'M-B', name: 'Blue', price: { amount: 1250, currency: 'EUR' }, stock: 3 },
          { sku: 'M-R', name: 'Red', price: { amount: 1200, currency: 'EUR' }, stock: 0 },
        ],
      },
      {
        name: 'Bowl',
        description: 'b',
        category: 'cups',
        variants: [{ sku: 'B', name: 'One', price: { amount: 900, currency: 'JPY' }, stock: 1 }],
      },
    ]);
  });

  it.each([
    ['1990', 'HUF', 199_000],
    ['199.50', 'HUF', 19_950],
    ['1.5', 'IQD', 1_500],
    ['1990', 'JPY', 1_990],
  ])('has prices in the smallest unit of ISO 4217: %s %s', (price, currency, amount) => {
    const [{ variants }] = parsed(csv(`Mug,d,cups,Blue,M,${price},${currency},1`));
    expect(variants).toMatchObject([{ price: { amount, currency } }]);
  });

  it.each([
    ['1,5', 'EUR'],
    ['1.234', 'EUR'],
    ['-1', 'EUR'],
    ['1e3', 'EUR'],
    ['9.5', 'JPY'],
    ['', 'EUR'],
    ['1', 'euro'],
  ])(
    'hands a price that is none on as null, so that its line is refused: %s %s',
    (price, currency) => {
      const [{ variants }] = parsed(csv(`Mug,d,cups,Blue,M,"${price}",${currency},many`));
      expect(variants).toEqual([
        expect.objectContaining({ price: { amount: null, currency }, stock: null }),
      ]);
    },
  );

  it.each([
    ['without a column', 'name,sku\nMug,M', 'no column description, category'],
    ['with a quote that does not end', csv('"Mug,d,cups'), 'cannot be read'],
    ['with text after a quote', csv('"Mug"x,d,cups'), 'cannot be read'],
    ['that is half a list', '[{"name":"a"}', 'JSON'],
  ])('%s is refused as a whole', (_, file, reason) => {
    expect(() => linesOf(file)).toThrow(reason);
  });

  it('has no product where it is empty, or has a head alone', () => {
    expect([linesOf(csv()), batchesOf([])]).toEqual([[], []]);
    expect(() => linesOf('')).toThrow('no column');
  });

  it('may hold what a prototype would hide', () => {
    expect(parsed(csv('__proto__,d,cups,constructor,M,1,EUR,1'))).toEqual([
      expect.objectContaining({ name: '__proto__' }),
    ]);
  });

  it('goes in parts below the limit of a body, in order and whole', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}${'ü'.repeat(40_000)}`);
    const batches = batchesOf(lines);
    expect(batches.flat()).toEqual(lines);
    expect(batches.length).toBeGreaterThan(1);
    for (const batch of batches) {
      expect(new TextEncoder().encode(batch.join('\n')).length).toBeLessThan(1024 * 1024);
    }
  });
});

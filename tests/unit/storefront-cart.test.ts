// The cart in the shop: what is shown of it, and what each of its forms asks of the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputsIn, openShop, readIn, refusedWith, type Shop } from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const euro = (amount: number) => ({ amount, currency: 'EUR' });
const line = (changes: object = {}) => ({
  sku: 'MUG',
  name: 'Mug',
  quantity: 2,
  available: 2,
  unitPrice: euro(1250),
  total: euro(2500),
  ...changes,
});
const cart = (lines: readonly object[], subtotal: object | null = euro(2500)) => ({
  'GET /cart': { body: { lines, subtotal } },
});
const guest = { headers: { 'x-cart-token': 'cart-1' } };
const kept = ['shop_cart=cart-1; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax'];

describe('the cart', () => {
  it('that is empty says so, and leads nowhere', async () => {
    const { main, cookies } = await shop.get('/cart', { answers: cart([], null) });
    expect(readIn(main)).toBe('Cart Your cart is empty.');
    expect(cookies).toEqual([]);
  });

  it('that the API has none of is empty', async () => {
    const { main } = await shop.get('/cart', { answers: { 'GET /cart': { status: 204 } } });
    expect(readIn(main)).toBe('Cart Your cart is empty.');
  });

  it('shows its lines, what is missing of them, and leads to the checkout', async () => {
    const lines = [
      line(),
      line({ sku: 'TEA', name: 'Tea', quantity: 3 }),
      line({ sku: 'OLD', name: 'Old', unitPrice: null, total: null, available: 0 }),
    ];
    const { main } = await shop.get('/cart', { answers: cart(lines) });
    const rows = [...main.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => readIn(row));
    expect(rows).toEqual([
      'Name Price Quantity Total',
      'Mug MUG €12.50 Save ✕ €25.00',
      'Tea TEA €12.50 Save ✕ 2 available €25.00',
      'Old OLD Not available Save ✕ 0 available –',
      'Subtotal €25.00',
    ]);
    expect(inputsIn(main).slice(0, 3)).toEqual(['sku=MUG', 'quantity=2', 'remove=1']);
    expect(main).toContain('href="/checkout"');
  });

  it('without a sum shows none', async () => {
    const { main } = await shop.get('/cart', { answers: cart([line()], null) });
    expect(readIn(main)).toContain('Subtotal –');
  });

  it('of a guest is kept by its token', async () => {
    const answers = { 'GET /cart': { ...guest, body: { lines: [], subtotal: null } } };
    expect((await shop.get('/cart', { answers })).cookies).toEqual(kept);
  });
});

describe('a form', () => {
  it.each([
    ['MUG', { quantity: '3' }, 5],
    ['MUG', {}, 3],
    ['TEA', { quantity: '3' }, 3],
  ])('adds to what there is of %s: %j', async (sku, form, quantity) => {
    const answers = { ...cart([line()]), [`PUT /cart/lines/${sku}`]: { ...guest, body: {} } };
    const done = await shop.post('/cart', { sku, ...form }, { answers });
    expect([done.status, done.location, done.cookies]).toEqual([303, '/cart', kept]);
    expect(done.asked).toEqual(['GET /cart', `PUT /cart/lines/${sku}`]);
    expect(done.sent).toEqual([{ quantity }]);
  });

  it.each([
    ['PUT', { quantity: '4' }],
    ['DELETE', { quantity: '0' }],
    ['DELETE', { quantity: '4', remove: '1' }],
  ])('of a line asks to %s: %j', async (method, form) => {
    const answers = { [`${method} /cart/lines/MUG`]: { ...guest, body: {} } };
    const done = await shop.post('/cart/lines', { sku: 'MUG', ...form }, { answers });
    expect([done.location, done.cookies, done.asked]).toEqual([
      '/cart',
      kept,
      [`${method} /cart/lines/MUG`],
    ]);
    expect(done.sent).toEqual(method === 'PUT' ? [{ quantity: 4 }] : []);
  });

  it('that is refused is told why', async () => {
    const answers = { ...cart([]), 'PUT /cart/lines/MUG': refusedWith(422, 'insufficient-stock') };
    const { status, main } = await shop.post('/cart', { sku: 'MUG' }, { answers });
    expect([status, main.includes('insufficient-stock')]).toEqual([422, true]);
  });
});

// The cart in the shop: what is shown of it, and what each of its forms asks of the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  customer,
  inputsIn,
  openShop,
  readIn,
  refusedWith,
  type Shop,
} from '../support/shop-pages.ts';

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

  it.each(['/cart', '/checkout'])('with no room for all of a guest says so at %s', async (path) => {
    const answers = {
      'GET /cart': { body: { lines: [line()], subtotal: euro(2500) } },
      'GET /users/me/addresses': { body: { items: [] } },
    };
    const left = { ...answers, 'GET /cart': { ...answers['GET /cart'], ...guest } };
    const seen = async (given: object) =>
      (await shop.get(path, { cookies: customer, answers: given as never })).main.includes(
        'is not in it yet',
      );
    expect([await seen(answers), await seen(left)]).toEqual([false, true]);
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

  it.each(['/cart', '/cart/lines'])(
    'to %s that is refused is told why, beside what is there',
    async (path) => {
      const answers = {
        ...cart([line()]),
        'PUT /cart/lines/MUG': refusedWith(409, 'out-of-stock', { detail: 'Only 2 are there.' }),
      };
      const { status, main, body } = await shop.post(
        path,
        { sku: 'MUG', quantity: '9' },
        { answers },
      );
      expect([status, inputsIn(main).slice(0, 2)]).toEqual([409, ['sku=MUG', 'quantity=2']]);
      expect(readIn(main)).toMatch(/^Only 2 are there\. .*out-of-stock Cart /);
      expect(body).toContain('<a href="/cart?language=de"');
    },
  );

  it('that is refused while nothing can be shown is told why', async () => {
    const answers = { 'DELETE /cart/lines/MUG': refusedWith(403, 'forbidden') };
    const { status, main } = await shop.post(
      '/cart/lines',
      { sku: 'MUG', remove: '1' },
      { answers },
    );
    expect([status, readIn(main)]).toEqual([
      403,
      expect.stringMatching(/^Something went wrong title of forbidden/),
    ]);
  });
});

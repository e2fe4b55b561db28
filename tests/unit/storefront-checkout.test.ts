// From the cart to an order: what the form says, what is ordered with it, and what a refusal leaves of it.
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
const address = { name: 'Ada', line1: 'Way 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
const booked = (id: string, changes: object = {}) => ({
  id,
  address,
  defaultShipping: false,
  defaultBilling: false,
  ...changes,
});
const lines = [
  { sku: 'MUG', name: 'Mug', quantity: 2, unitPrice: euro(1250), total: euro(2500) },
  { sku: 'OLD', name: 'Old', quantity: 1, unitPrice: null, total: null },
];

const answers = (
  items: readonly object[] = [],
  cart: object = { lines, subtotal: euro(2500) },
) => ({
  'GET /cart': { body: cart },
  'GET /users/me/addresses': { body: { items } },
});
const uuid = expect.stringMatching(/^[\da-f-]{36}$/);
const hiddenIn = (main: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(main)?.[1];

describe('the checkout', () => {
  const page = (given: object) =>
    shop.get('/checkout', { cookies: customer, answers: given as never });

  it('of nothing leads back to the orders', async () => {
    const { main } = await page(answers([], { lines: [], subtotal: null }));
    expect(readIn(main)).toBe('Checkout Your cart is empty. Your orders');
    expect(main).not.toContain('<form');
  });

  it('shows what is ordered, and asks for the address where none is kept', async () => {
    const { status, main } = await page(answers());
    expect(status).toBe(200);
    expect([...main.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => readIn(row))).toEqual([
      '2 × Mug €25.00',
      '1 × Old Not available',
      'Subtotal €25.00',
    ]);
    expect(inputsIn(main).filter((each) => !each.startsWith('key='))).toEqual([
      'line.MUG=2',
      'price.MUG=1250 EUR',
      'line.OLD=1',
      'price.OLD=',
      'name= required',
      'line1= required',
      'line2=',
      'postalCode=',
      'city=',
      'region=',
      'shippingMethod=standard checked required',
      'shippingMethod=express required',
      'card=tok_approved checked required',
      'card=tok_declined required',
      'card=tok_insufficient_funds required',
      'card=tok_async_approved required',
      'card=tok_timeout required',
      'coupon=',
    ]);
    expect(hiddenIn(main, 'key')).toEqual(uuid);
    expect(main).toContain('name="coupon" type="text" value="" maxlength="40">');
  });

  it('has no sum where there is none', async () => {
    expect(readIn((await page(answers([], { lines, subtotal: null }))).main)).toContain(
      'Subtotal –',
    );
  });

  it('offers the addresses of the book, the default one chosen, and another', async () => {
    const { main } = await page(
      answers([booked('adr_1'), booked('adr_2', { defaultShipping: true })]),
    );
    const [first, second, other, name] = inputsIn(main).slice(5);
    expect([first, second, other, name]).toEqual([
      'booked=adr_1 required',
      'booked=adr_2 checked required',
      'booked= required',
      'name=',
    ]);
    expect(readIn(main)).toContain('Ada , Way 1 , 10115 Berlin , DE');
  });
});

const form = {
  key: 'key-1',
  'line.MUG': '2',
  'line.TEA': '1',
  shippingMethod: 'express',
  card: 'tok_declined',
  coupon: ' SPRING ',
  name: ' Ada ',
  line1: 'Way 1',
  country: 'de',
  region: ' ',
};
const order = {
  lines: [
    { sku: 'MUG', quantity: 2 },
    { sku: 'TEA', quantity: 1 },
  ],
  shippingAddress: { name: 'Ada', line1: 'Way 1', country: 'DE' },
  shippingMethod: 'express',
  paymentMethod: { token: 'tok_declined' },
  coupon: 'SPRING',
  fromCart: true,
};

describe('an order', () => {
  const place = (
    given: Record<string, string>,
    placed: object = { body: { id: 'ord_1' } },
    items: object[] = [],
  ) =>
    shop.post('/checkout', given, {
      cookies: customer,
      answers: { ...answers(items), 'POST /orders': placed },
    });

  it('is placed with what the page has shown, under its key', async () => {
    const { status, location, sent, calls } = await place(form);
    expect([status, location, sent]).toEqual([303, '/orders/ord_1', [order]]);
    expect(calls.at(-1)?.headers['idempotency-key']).toBe('key-1');
  });

  it('has what is usual where nothing is chosen', async () => {
    const { sent, calls } = await place({ 'line.MUG': '1' });
    expect(sent).toEqual([
      {
        lines: [{ sku: 'MUG', quantity: 1 }],
        shippingAddress: {},
        shippingMethod: 'standard',
        paymentMethod: { token: 'tok_approved' },
        fromCart: true,
      },
    ]);
    expect(calls.at(-1)?.headers['idempotency-key']).toEqual(uuid);
  });

  it.each([
    ['adr_2', { ...address, name: 'Bob' }],
    ['', order.shippingAddress],
  ])('goes to the address that was chosen: %j', async (id, shippingAddress) => {
    const items = [booked('adr_1'), booked('adr_2', { address: { ...address, name: 'Bob' } })];
    const { sent } = await place({ ...form, booked: id }, undefined, items);
    expect(sent).toEqual([{ ...order, shippingAddress }]);
  });

  it('that is refused for good is asked for again, with what was typed and another key', async () => {
    const items = [booked('adr_1', { defaultShipping: true })];
    const refused = refusedWith(422, 'coupon-invalid', { detail: 'Too late.' });
    const { status, main } = await place({ ...form, booked: '' }, refused, items);
    expect([status, main.includes('Too late.')]).toEqual([422, true]);
    expect(hiddenIn(main, 'key')).toEqual(uuid);
    expect(inputsIn(main)).toEqual(
      expect.arrayContaining([
        'booked=adr_1 required',
        'booked= checked required',
        'name= Ada ',
        'shippingMethod=standard required',
        'shippingMethod=express checked required',
        'card=tok_declined checked required',
        'coupon= SPRING ',
      ]),
    );
  });

  it.each([
    ['1250 EUR', 201, 1],
    ['1250 CHF', 409, 0],
    ['1249 EUR', 409, 0],
    ['', 409, 0],
  ])('of a mug that was shown at %j is answered with %i', async (price, status, placed) => {
    const { sent, main, location } = await place({ ...form, 'price.MUG': price, 'price.TEA': '1' });
    expect([sent.length, location === undefined]).toEqual([placed, placed === 0]);
    if (status === 201) return;
    expect(main).toContain('A price has changed: look at the new one before you order.');
    expect(inputsIn(main)).toEqual(
      expect.arrayContaining([
        'price.MUG=1250 EUR',
        'name= Ada  required',
        'shippingMethod=express checked required',
      ]),
    );
  });

  it('that may be sent again keeps its key', async () => {
    const { main } = await place(
      form,
      refusedWith(409, 'idempotency-in-progress', { retryable: true }),
    );
    expect(hiddenIn(main, 'key')).toBe('key-1');
  });

  it('of a session that is over leads to the login', async () => {
    const { location } = await place(form, refusedWith(401, 'unauthenticated'));
    expect(location).toBe('/login?next=%2Fcheckout');
  });
});

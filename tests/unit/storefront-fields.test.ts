// Fields of the shop's forms are as long as the API takes them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type ApiAnswers,
  customer,
  openShop,
  refusedWith,
  type Shop,
} from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

/** Each field that is typed into: its type, how long it may be, and whether it must be there. */
const fieldsOf = (main: string) =>
  [...main.matchAll(/<input ([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const [, name] = /name="([^"]*)"/.exec(attributes) ?? [];
    const [, type = 'text'] = /type="([^"]*)"/.exec(attributes) ?? [];
    const [, most] = /maxlength="(\d+)"/.exec(attributes) ?? [];
    const isRequired = / required/.test(attributes);
    return name === undefined || most === undefined
      ? []
      : [[name, `${type} ${most}${isRequired ? ' required' : ''}`]];
  });

const email = 'email 254 required';
const address = {
  name: 'text 100 required',
  line1: 'text 200 required',
  line2: 'text 200',
  postalCode: 'text 20',
  city: 'text 100',
  region: 'text 100',
};
const booked = { id: 'adr_1', address: { name: 'Ada', line1: '1 Street', country: 'PT' } };
const line = { sku: 'A', name: 'A', quantity: 1, available: 1, unitPrice: null, total: null };
const known: ApiAnswers = {
  'GET /users/me': { body: { email: 'a@b.example', name: 'Ada', mfaEnabled: true } },
  'GET /users/me/notification-preferences': { body: { email: {} } },
  'GET /users/me/sessions': { body: { items: [] } },
  'GET /users/me/addresses': { body: { items: [] } },
  'GET /cart': { body: { lines: [line], subtotal: null } },
};
const withBook: ApiAnswers = { ...known, 'GET /users/me/addresses': { body: { items: [booked] } } };

it.each<[string, object, ApiAnswers?]>([
  ['/login', { email, password: 'password 1024 required', otp: 'text 20' }],
  ['/register', { name: 'text 100 required', email, password: 'password 256 required' }],
  ['/forgot-password', { email }],
  ['/reset-password?token=t', { password: 'password 256 required' }],
  [
    '/account',
    {
      name: 'text 100 required',
      password: 'password 1024 required',
      otp: 'text 20 required',
    },
  ],
  ['/account/addresses', address],
  ['/checkout', { ...address, coupon: 'text 40' }],
  [
    '/checkout',
    {
      ...address,
      ...{ name: 'text 100', line1: 'text 200', coupon: 'text 40' },
    },
    withBook,
  ],
])('%s', async (path, fields, answers = known) => {
  const { main } = await shop.get(path, { cookies: customer, answers });
  expect(Object.fromEntries(fieldsOf(main))).toEqual(fields);
});

it('a product says how many there are up to 99, and more than that', async () => {
  const price = { amount: 990, currency: 'EUR' };
  const variant = (sku: string, available: number) => ({
    sku,
    name: sku,
    price,
    available,
    options: {},
    status: 'active',
  });
  const product = {
    ...{ id: 'p', name: 'Mug', description: '', category: 'c', images: [], attributes: {} },
    ...{
      status: 'active',
      version: 1,
      variants: [variant('A', 99), variant('B', 100), variant('C', 1), variant('D', 0)],
    },
  };
  const { main } = await shop.get('/products/p', {
    answers: { 'GET /products/p': { body: product } },
  });
  expect(
    [...main.matchAll(/class="stock">([^<]*)</g)].map(([, text]) => text?.split(' ')[0]),
  ).toEqual([...['99', '99+', '1', 'Sold']]);
  expect(main.match(/ checked/g)).toHaveLength(1);
});

it('a page of the catalogue is of 24', async () => {
  const { asked } = await shop.get('/', { cookies: customer });
  expect(asked.find((what) => what.startsWith('GET /products'))).toContain('limit=24');
});

const everything: ApiAnswers = {
  'GET /users/me/addresses': { body: { items: [] } },
  'GET /cart': { body: { lines: [], subtotal: null } },
};

it.each([
  ['/checkout', 'key', 'POST /orders', 'idempotency-key'],
  ['/orders/o/cancellation', 'key', 'POST /orders/o/cancellation', 'idempotency-key'],
  ['/orders/o/returns', 'key', 'POST /orders/o/returns', 'idempotency-key'],
  ['/account/addresses/a', 'etag', 'PATCH /users/me/addresses/a', 'if-match'],
])('what no header takes is sent by %s as an empty %s, for the API to refuse', async (...row) => {
  const [path, name, what, header] = row;
  const answers = { ...everything, [what]: refusedWith(400, 'malformed-request') };
  for (const value of ['k\u20AC', 'k\r\nx: y', 'k\u0000']) {
    const { status, calls } = await shop.post(
      path,
      { [name]: value },
      { cookies: customer, answers },
    );
    const sent = calls.find((call) => call.what === what);
    expect([sent?.headers[header], status < 500]).toEqual(['', true]);
  }
});

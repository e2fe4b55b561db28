// Screens of an app: one small answer each, whatever the shop holds and whoever does not answer.
import { describe, expect, it } from 'vitest';
import * as contracts from '../../events/http/bff/mobile.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { answerWith, mobileShop, orderOf, productOf } from '../support/mobile-shop.ts';

const problem = (status: number, code: string) =>
  answerWith({ code, status, title: code, detail: 'It is so.' }, status);
const list = (...items: unknown[]) => answerWith({ items, nextCursor: null });
const token = { authorization: 'Bearer token' };
const money = { amount: 2900, currency: 'EUR' };
const [first] = [productOf(1)];
const one = { params: { id: first.id } };
const order = orderOf(1);
const anOrder = { params: { id: order.id }, headers: token };

const shop = {
  '/categories': list(
    { id: 'kitchen', name: 'Kitchen', parent: null, products: 3 },
    { id: 'mugs', name: 'Mugs', parent: 'kitchen', products: 3 },
  ),
  '/products': list(productOf(1), productOf(2)),
  [`/products/${first.id}`]: answerWith(first),
  '/cart': answerWith({ lines: [{ quantity: 2 }, { quantity: 1 }], subtotal: money }),
  '/orders': list(order),
  [`/orders/${order.id}`]: answerWith(order),
  [`/orders/${order.id}/events`]: list({ version: 1, type: 'order-placed', time: order.placedAt }),
};

const card = (number: number) => ({
  id: productOf(number).id,
  name: `Mug ${number}`,
  image: '/images/products/mug.svg',
  price: { amount: 990, currency: 'EUR' },
  available: true,
});

const brief = {
  id: order.id,
  status: 'confirmed',
  reason: null,
  title: 'Mug',
  pieces: 2,
  total: { amount: 3390, currency: 'EUR' },
  version: 4,
  placedAt: '2026-01-31T12:00:00.000Z',
};

describe('the first screen', () => {
  it('is four questions for a customer, with the own token', async () => {
    const { ask, asked, tokens } = mobileShop(shop);
    const { status, json } = await ask('home', { headers: token });
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        categories: [{ id: 'kitchen', name: 'Kitchen' }],
        products: [card(1), card(2)],
        cart: { pieces: 3, subtotal: money },
        order: brief,
        partial: [],
      },
    });
    expect(asked).toHaveLength(4);
    expect(new Set(tokens)).toEqual(new Set(['Bearer token']));
  });

  it('asks for no cart and no order of a guest who has none', async () => {
    const { ask, asked } = mobileShop(shop);
    const { json } = await ask('home');
    expect([json.cart, json.order, asked.length]).toEqual([null, null, 2]);
    await ask('home', { headers: { 'x-cart-token': 'a'.repeat(43) } });
    expect(asked.slice(2)).toContain('/cart');
  });

  it('stands with whatever could be had, and names the rest', async () => {
    const { ask } = mobileShop({
      '/products': shop['/products'],
      '/orders': problem(503, 'overloaded'),
      '/categories': () => new Response('<html>', { status: 502 }),
    });
    const { status, json } = await ask('home', { headers: token });
    expect([status, json.products.length, json.partial]).toEqual([
      200,
      2,
      ['cart', 'categories', 'order'],
    ]);
  });
});

describe('a product', () => {
  it('comes with others of its category, in two questions', async () => {
    const { ask, asked } = mobileShop(shop);
    const { json } = await ask('product', one);
    expect(json).toEqual({
      id: first.id,
      name: 'Mug 1',
      description: 'For tea.',
      category: 'kitchen',
      images: ['/images/products/mug.svg'],
      variants: [
        { sku: 'MUG-1', name: 'Blue', price: { amount: 1450, currency: 'EUR' }, available: 3 },
        { sku: 'MUG-1-S', name: 'Small', price: { amount: 990, currency: 'EUR' }, available: 0 },
      ],
      related: [card(2)],
      partial: [],
    });
    expect(asked).toHaveLength(2);
  });

  it('is shown without them where they are not to be had', async () => {
    const { ask } = mobileShop({ ...shop, '/products': problem(500, 'internal') });
    const { status, json, headers } = await ask('product', one);
    expect([status, json.related, json.partial]).toEqual([200, [], ['related']]);
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['is not there', problem(404, 'not-found'), 404, 'not-found'],
    ['cannot be asked for', problem(503, 'overloaded'), 503, 'overloaded'],
    [
      'is answered by something between',
      () => new Response('<html>', { status: 502 }),
      503,
      'overloaded',
    ],
  ])('that %s is refused with its reason', async (_, answer, status, code) => {
    const { ask } = mobileShop({ ...shop, [`/products/${first.id}`]: answer });
    const refused = await ask('product', one);
    expect([refused.status, refused.json.code]).toEqual([status, code]);
  });
});

describe('an order', () => {
  it('comes with its lines and what has happened to it', async () => {
    const { json } = await mobileShop(shop).ask('order', anOrder);
    expect(json).toEqual({
      ...brief,
      lines: [{ name: 'Mug', quantity: 2, total: money }],
      payment: { status: 'authorized' },
      delivery: { status: 'pending', shipments: [{ carrier: 'CTT', trackingNumber: 'RR1' }] },
      timeline: [{ type: 'order-placed', time: '2026-01-31T12:00:00.000Z' }],
      partial: [],
    });
  });

  it('of somebody else is refused as by the API, and without a token', async () => {
    const others = { ...shop, [`/orders/${order.id}`]: problem(404, 'not-found') };
    const refused = await mobileShop(others).ask('order', anOrder);
    expect([refused.status, refused.json.code]).toEqual([404, 'not-found']);
    const guest = await mobileShop(shop).ask('order', { params: { id: order.id } });
    expect([guest.status, guest.json.code]).toEqual([401, 'unauthenticated']);
  });
});

describe('the orders since', () => {
  const since = (value: string) => ({
    headers: token,
    query: value === '' ? '' : `since=${encodeURIComponent(value)}`,
  });

  it('are all of them at first, some at a time, then only those that have changed', async () => {
    const orders = Array.from({ length: 50 }, (_, index) => orderOf(index + 1));
    const { ask } = mobileShop({ '/orders': () => list(...orders)() });
    const seen: string[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const { json, bytes } = await ask('orders', since(cursor));
      expect(bytes).toBeLessThanOrEqual(4_096);
      seen.push(...json.items.map(({ id }: { id: string }) => id));
      cursor = json.nextSince;
      more = json.hasMore;
    }
    expect(seen).toEqual(orders.map(({ id }) => id));
    expect((await ask('orders', since(cursor))).json).toEqual({
      items: [],
      nextSince: cursor,
      hasMore: false,
    });
    orders[7] = orderOf(8, { status: 'shipped', version: 9 });
    orders.unshift(orderOf(99));
    orders.pop();
    const { items } = (await ask('orders', since(cursor))).json;
    expect(items.map(({ id, status }: typeof order) => [id, status])).toEqual([
      [orderOf(99).id, 'confirmed'],
      [orderOf(8).id, 'shipped'],
    ]);
  });

  it.each([
    'x',
    '00000001',
    '000000014.',
    '0000000g4',
    '00000001-1',
    '0000000112345678',
    Array.from({ length: 51 }, () => '000000011').join('.'),
    '__proto__1',
    '{"a":1}',
  ])('a cursor like %j is refused as one that is not ours', async (cursor) => {
    const { ask, asked } = mobileShop(shop);
    const { status, json } = await ask('orders', since(cursor));
    expect([status, json.code, asked]).toEqual([400, 'invalid-cursor', []]);
  });
});

describe('an answer', () => {
  it.each([
    ['home', { headers: token }],
    ['product', one],
    ['order', anOrder],
    ['orders', { headers: token }],
  ])(
    'of %s that has not changed is 304, without a body and with the same tag',
    async (id, request) => {
      const { ask } = mobileShop(shop);
      const known = await ask(id, request);
      const { etag = '' } = known.headers;
      expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
      for (const condition of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
        const again = await ask(id, {
          ...request,
          headers: { ...('headers' in request ? request.headers : {}), 'if-none-match': condition },
        });
        expect([again.status, again.bytes, again.headers.etag]).toEqual([304, 0, etag]);
      }
      const other = await ask(id, {
        ...request,
        headers: { ...('headers' in request ? request.headers : {}), 'if-none-match': '"other"' },
      });
      expect(other.status).toBe(200);
    },
  );

  it('may be kept by everybody where it is of no one, and asked for again where it is', async () => {
    const { ask } = mobileShop(shop);
    expect((await ask('product', one)).headers['cache-control']).toBe('public, max-age=60');
    expect((await ask('home')).headers['cache-control']).toBe('private, no-cache');
  });

  const long = '🍵'.repeat(200);
  const huge = productOf(1, {
    name: long,
    description: long.repeat(25),
    images: Array.from(
      { length: 20 },
      (_, index) => `https://cdn.example/${'x'.repeat(150)}${index}`,
    ),
    variants: Array.from({ length: 40 }, (_, index) => ({
      sku: `SKU-${index}`,
      name: long,
      options: {},
      price: { amount: 18_000_000_000, currency: 'EUR' },
      available: 1_000_000_000,
    })),
  });
  const hugeOrder = orderOf(1, {
    lines: Array.from({ length: 50 }, () => ({ name: long, quantity: 10_000, total: money })),
    delivery: {
      status: 'shipped',
      shipments: Array.from({ length: 50 }, () => ({ carrier: long, trackingNumber: long })),
    },
  });
  const big = {
    '/categories': list(
      ...Array.from({ length: 200 }, (_, index) => ({
        id: `category-${index}`,
        name: long,
        parent: null,
      })),
    ),
    '/products': list(huge, huge, huge, huge, huge, huge),
    [`/products/${first.id}`]: answerWith(huge),
    '/cart': shop['/cart'],
    '/orders': list(
      ...Array.from({ length: 50 }, (_, index) => ({ ...hugeOrder, ...{ id: orderOf(index).id } })),
    ),
    [`/orders/${order.id}`]: answerWith(hugeOrder),
    [`/orders/${order.id}/events`]: list(
      ...Array.from({ length: 200 }, () => ({ type: 'payment-authorized', time: order.placedAt })),
    ),
  };

  it.each([
    ['home', { headers: token }, contracts.mobileHome],
    ['product', one, contracts.mobileProduct],
    ['order', anOrder, contracts.mobileOrder],
    ['orders', { headers: token }, contracts.mobileOrders],
  ])(
    'of %s is at most 4 KB, whatever there is, and as its contract says',
    async (id, request, { responses }) => {
      const { bytes, json, status } = await mobileShop(big).ask(id, request);
      expect(status).toBe(200);
      expect(bytes).toBeLessThanOrEqual(4_096);
      expect(bytes).toBeGreaterThan(2_000);
      expect(faultsOf(responses[200] as never, json)).toEqual([]);
    },
  );
});

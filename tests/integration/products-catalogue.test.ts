// The catalogue over a real table: what is created is found, and every task finds it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let tables = 0;

const newShop = async () => {
  tables += 1;
  const table = await database.table(`products-${tables}`);
  return { table, ...shop(table, { newId }) };
};

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

test('a product is read as it was created, with its stock', async () => {
  const { request } = await newShop();
  const created = await request('create', { body: mug() });
  expect(created.status).toBe(201);
  const { id } = created.body;
  const expected = {
    id,
    name: 'Enamel Mug',
    description: 'Keeps coffee warm by the fire.',
    category: 'kitchen',
    images: [],
    attributes: {},
    status: 'active',
    version: 1,
    variants: [
      {
        sku: 'MUG-BLUE',
        name: 'Blue',
        options: {},
        price: { amount: 1499, currency: 'EUR' },
        available: 10,
        status: 'active',
      },
      {
        sku: 'MUG-RED',
        name: 'Red',
        options: {},
        price: { amount: 1599, currency: 'EUR' },
        available: 5,
        status: 'active',
      },
    ],
  };
  expect(created.body).toEqual(expected);
  expect(created.headers).toMatchObject({ etag: '"1"', location: `/v1/products/${id}` });
  const read = await request('read', { params: { id } });
  expect(read.body).toEqual(expected);
  expect(read.headers).toMatchObject({ etag: '"1"' });
});

test('a created product is listed at once', async () => {
  const { request, list } = await newShop();
  const created = await request('create', { body: mug() });
  expect((await list()).body).toEqual({ items: [created.body], nextCursor: null });
  expect((await list('q=enam&category=kitchen&minPrice=1500&sort=price')).body).toEqual({
    items: [created.body],
    nextCursor: null,
  });
  expect((await list('q=enamel+plate')).body).toEqual({ items: [], nextCursor: null });
});

test('a SKU belongs to one product', async () => {
  const { request, list } = await newShop();
  await request('create', { body: mug() });
  const second = await request('create', { body: mug({ name: 'Another' }) });
  expect(second.status).toBe(409);
  expect(second.body).toMatchObject({ code: 'already-exists', detail: 'SKU MUG-BLUE is taken.' });
  expect((await list()).body.items).toHaveLength(1);
});

test('another task finds a product, a category and new stock after it caught up', async () => {
  const here = await newShop();
  const there = shop(here.table, { clock: here.clock, newId });
  await there.search.rebuild();
  await here.request('create', { body: single('SOLD-OUT', 0) });
  await there.search.catchUp();
  expect((await there.list()).body.items).toMatchObject([{ variants: [{ available: 0 }] }]);
  expect((await there.list('available=true')).body.items).toEqual([]);
  await here.request('adjust-stock', {
    params: { sku: 'SOLD-OUT' },
    body: { delta: 3, reason: 'delivery' },
    headers: { 'idempotency-key': 'delivery-00000001' },
  });
  await here.request('name-category', { params: { id: 'kitchen' }, body: { name: 'The kitchen' } });
  await here.search.catchUp();
  await there.search.catchUp();
  expect((await there.list('available=true')).body.items).toMatchObject([
    { variants: [{ sku: 'SOLD-OUT', available: 3 }] },
  ]);
  expect((await there.request('list-categories')).body).toEqual({
    items: [{ id: 'kitchen', name: 'The kitchen', parent: null, products: 1 }],
    nextCursor: null,
  });
});

test('a task that starts later finds everything', async () => {
  const here = await newShop();
  await here.request('create', { body: mug() });
  const later = shop(here.table);
  await later.search.rebuild();
  expect((await later.list('available=true')).body.items).toHaveLength(1);
});

test('what is sold out elsewhere is not shown as available once both tasks caught up', async () => {
  const here = await newShop();
  const there = shop(here.table, { clock: here.clock, newId });
  await here.request('create', { body: single('LAST', 1) });
  await there.search.rebuild();
  const order = { orderId: 'ord_00000000000000000000000000000001' };
  await here.deliver('reserve-stock', {
    ...order,
    lines: [{ sku: 'LAST', quantity: 1 }],
    expiresAt: '2026-01-01T01:00:00.000Z',
  });
  expect((await here.list('available=true')).body.items).toEqual([]);
  const catchUp = async () => {
    await here.search.catchUp();
    await there.search.catchUp();
  };
  await catchUp();
  expect((await there.list('available=true')).body.items).toEqual([]);
  expect((await there.list()).body.items).toMatchObject([{ variants: [{ available: 0 }] }]);
  await here.deliver('release-stock', order);
  expect((await here.list('available=true')).body.items).toHaveLength(1);
  await catchUp();
  expect((await there.list('available=true')).body.items).toHaveLength(1);
});

test('pages neither repeat nor leave out, in every order', async () => {
  const { request, list } = await newShop();
  for (let number = 1; number <= 25; number += 1) {
    await request('create', {
      body: single(`SKU-${number}`, number % 3, {
        name: `Thing ${number % 7}`,
        variants: [
          {
            sku: `SKU-${number}`,
            name: 'Only',
            price: { amount: (number % 5) * 100, currency: 'EUR' },
            stock: number % 3,
          },
        ],
      }),
    });
  }
  const walk = async (query: string) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await list(`${query}&limit=4${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    }
    return seen;
  };
  for (const sort of ['relevance', 'name', '-name', 'price', '-price', 'newest']) {
    const plain = await walk(`sort=${sort}`);
    expect([plain.length, new Set(plain).size], sort).toEqual([25, 25]);
    const searched = await walk(`sort=${sort}&q=thing&available=true`);
    expect([searched.length, new Set(searched).size], sort).toEqual([17, 17]);
  }
});

test('a cursor is good for its own query only', async () => {
  const { request, list } = await newShop();
  await request('create', { body: single('A', 1) });
  await request('create', { body: single('B', 1) });
  const { body } = await list('limit=1');
  expect((await list(`limit=1&q=product&cursor=${body.nextCursor}`)).body.code).toBe(
    'invalid-cursor',
  );
  expect(outcomeOf(await list('limit=1&cursor=forged.forged'))).toBe('400 invalid-cursor');
});

test('quotes name the price, the stock and the state, and leave out what is unknown', async () => {
  const { request } = await newShop();
  const { body } = await request('create', { body: mug() });
  const quotes = await request('list-variants', { query: 'sku=MUG-BLUE&sku=NOTHING' });
  expect(quotes.body).toEqual({
    items: [
      {
        sku: 'MUG-BLUE',
        productId: body.id,
        name: 'Enamel Mug, Blue',
        price: { amount: 1499, currency: 'EUR' },
        available: 10,
        status: 'active',
      },
    ],
  });
  expect((await request('list-variants', { query: 'sku=MUG-RED' })).body.items).toHaveLength(1);
  expect(outcomeOf(await request('list-variants'))).toBe('422 validation-failed');
});

test('prices hold in their window and in their currency', async () => {
  const { request, list, clock } = await newShop();
  const prices = [
    {
      amount: 999,
      currency: 'EUR',
      validFrom: '2026-01-02T00:00:00Z',
      validTo: '2026-01-03T00:00:00Z',
    },
    { amount: 250_000, currency: 'JPY' },
  ];
  const [variant] = mug().variants;
  const { body } = await request('create', {
    body: mug({ variants: [{ ...variant, prices }] }),
  });
  const priceOf = async (query = '') =>
    (await request('read', { params: { id: body.id }, query })).body.variants[0].price;
  expect(body.variants[0].prices).toEqual([
    { ...prices[0], validFrom: '2026-01-02T00:00:00.000Z', validTo: '2026-01-03T00:00:00.000Z' },
    prices[1],
  ]);
  expect(await priceOf()).toEqual({ amount: 1499, currency: 'EUR' });
  expect(await priceOf('currency=JPY')).toEqual({ amount: 250_000, currency: 'JPY' });
  clock.advance(86_400_000);
  expect(await priceOf()).toEqual({ amount: 999, currency: 'EUR' });
  expect((await list('maxPrice=1000&currency=EUR')).body.items).toHaveLength(1);
  clock.advance(86_400_000);
  expect(await priceOf()).toEqual({ amount: 1499, currency: 'EUR' });
  expect((await list('currency=KWD')).body.items).toEqual([]);
});

test.each([
  ['an unknown currency', { price: { amount: 1, currency: 'XXX' } }, 'unsupported-currency'],
  ['a negative price', { price: { amount: -1, currency: 'EUR' } }, 'validation-failed'],
  ['a fraction of a cent', { price: { amount: 1.5, currency: 'EUR' } }, 'validation-failed'],
  ['negative stock', { stock: -1 }, 'validation-failed'],
  ['a SKU with a space', { sku: 'A B' }, 'validation-failed'],
  ['a member nobody knows', { colour: 'blue' }, 'unknown-member'],
  [
    'a window that ends before it begins',
    {
      prices: [
        {
          amount: 1,
          currency: 'EUR',
          validFrom: '2026-02-01T00:00:00Z',
          validTo: '2026-01-01T00:00:00Z',
        },
      ],
    },
    'validation-failed',
  ],
  [
    'a day that does not exist',
    { prices: [{ amount: 1, currency: 'EUR', validFrom: '2026-13-45T00:00:00Z' }] },
    'validation-failed',
  ],
])('a product with %s is refused and nothing is stored', async (_, change, code) => {
  const { request, list } = await newShop();
  const [variant] = mug().variants;
  const refused = await request('create', { body: mug({ variants: [{ ...variant, ...change }] }) });
  expect([refused.status, refused.body.code]).toEqual([422, code]);
  expect((await list()).body.items).toEqual([]);
});

test('ids that are none are 404', async () => {
  const { request } = await newShop();
  for (const id of ['x', 'prd_0', `prd_${'0'.repeat(32)}`]) {
    expect(outcomeOf(await request('read', { params: { id } }))).toBe('404 not-found');
  }
  expect(outcomeOf(await request('read-stock', { params: { sku: 'a b' } }))).toBe('404 not-found');
});

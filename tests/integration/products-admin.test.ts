// What an admin changes: against the version that was read, and everywhere it is shown.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, orderId, shop } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let tables = 0;

const newShop = async () => {
  tables += 1;
  const made = shop(await database.table(`admin-${tables}`), { newId });
  const { body: product } = await made.request('create', { body: mug() });
  const change = (body: unknown, ifMatch?: string) =>
    made.request('change', {
      params: { id: product.id },
      body,
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    });
  const discontinue = (headers: Record<string, string> = {}) =>
    made.request('discontinue', { params: { id: product.id }, headers });
  return { ...made, product, change, discontinue };
};

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

test('a change shows in the product, the list and the quotes, and leaves the rest', async () => {
  const { request, list, product, change } = await newShop();
  const changed = await change(
    {
      name: 'Steel Mug',
      variants: [
        { sku: 'MUG-BLUE', price: { amount: 999, currency: 'EUR' } },
        { sku: 'MUG-GREEN', name: 'Green', price: { amount: 1200, currency: 'EUR' }, stock: 4 },
      ],
    },
    '"1"',
  );
  const [blue, red] = product.variants;
  const expected = {
    ...product,
    name: 'Steel Mug',
    version: 2,
    variants: [
      { ...blue, price: { amount: 999, currency: 'EUR' } },
      red,
      {
        sku: 'MUG-GREEN',
        name: 'Green',
        options: {},
        price: { amount: 1200, currency: 'EUR' },
        available: 4,
        status: 'active',
      },
    ],
  };
  expect([changed.status, changed.headers.etag]).toEqual([200, '"2"']);
  expect(changed.body).toEqual(expected);
  expect((await request('read', { params: { id: product.id } })).body).toEqual(expected);
  expect((await list('q=steel')).body.items).toEqual([expected]);
  expect((await list('q=enamel')).body.items).toEqual([]);
  expect((await request('list-variants', { query: 'sku=MUG-BLUE' })).body.items).toMatchObject([
    { name: 'Steel Mug, Blue', price: { amount: 999 }, available: 10 },
  ]);
});

test('a change wants the version that was read', async () => {
  const { change } = await newShop();
  const name = { name: 'Other' };
  expect((await change(name)).body).toMatchObject({ status: 428, code: 'precondition-required' });
  for (const stale of ['"2"', 'W/"1"', '1', '""', 'nonsense']) {
    expect((await change(name, stale)).body).toMatchObject({
      status: 412,
      code: 'precondition-failed',
    });
  }
  expect((await change(name, '"7", "1"')).status).toBe(200);
  expect(outcomeOf(await change(name, '"1"'))).toBe('412 precondition-failed');
  expect((await change(name, '*')).status).toBe(200);
});

test('of two changes at once one is told to read again', async () => {
  const { change } = await newShop();
  const answers = await Promise.all([
    change({ name: 'One' }, '"1"'),
    change({ name: 'Two' }, '"1"'),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test.each([
  ['stock of a SKU that is there', { sku: 'MUG-BLUE', stock: 5 }, '/variants/0/stock'],
  ['a new SKU without a price', { sku: 'MUG-NEW', name: 'New', stock: 1 }, '/variants/0/price'],
])('%s is refused', async (_, variant, pointer) => {
  const { change } = await newShop();
  const refused = await change({ variants: [variant] }, '"1"');
  expect(outcomeOf(refused)).toBe('422 validation-failed');
  expect(refused.body.errors).toMatchObject([{ pointer }]);
});

test.each([
  ['any version', '*', ['200', '200', '200'], 4],
  ['two versions', '"1", "2"', ['200', '200', '412 precondition-failed'], 3],
])('changes of %s at once are made one after the other', async (_, ifMatch, outcomes, version) => {
  const { request, product, change } = await newShop();
  const answers = await Promise.all(['A', 'B', 'C'].map((name) => change({ name }, ifMatch)));
  expect(answers.map(outcomeOf).sort()).toEqual(outcomes);
  const { body } = await request('read', { params: { id: product.id } });
  expect(body.version).toBe(version);
});

test('a discontinued product is found no more, sold no more, and still read', async () => {
  const { request, list, deliver, said, product, discontinue } = await newShop();
  const reserve = (number: number) =>
    deliver('reserve-stock', {
      orderId: orderId(number),
      lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
      expiresAt: '2026-01-01T01:00:00.000Z',
    });
  await reserve(1);
  expect(outcomeOf(await discontinue({ 'if-match': '"9"' }))).toBe('412 precondition-failed');
  expect([(await discontinue()).status, (await discontinue()).status]).toEqual([204, 204]);
  expect((await list()).body.items).toEqual([]);
  expect((await request('read', { params: { id: product.id } })).body).toMatchObject({
    status: 'discontinued',
    version: 2,
  });
  expect((await request('list-variants', { query: 'sku=MUG-BLUE' })).body.items).toMatchObject([
    { status: 'discontinued' },
  ]);
  await reserve(2);
  expect(await said()).toContainEqual({
    type: 'products.stock-reservation-failed.v1',
    data: { orderId: orderId(2), reason: 'product_unavailable', sku: 'MUG-BLUE' },
  });
  const shipped = await deliver('commit-stock', {
    orderId: orderId(1),
    shipmentId: 'shp_1',
    lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
  });
  expect(shipped).toEqual({ kind: 'done' });
});

test('a product comes back as it was', async () => {
  const { list, change, discontinue, deliver, stock } = await newShop();
  await discontinue();
  await change({ status: 'active' }, '"2"');
  expect((await list()).body.items).toHaveLength(1);
  await deliver('reserve-stock', {
    orderId: orderId(1),
    lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
    expiresAt: '2026-01-01T01:00:00.000Z',
  });
  expect(await stock('MUG-BLUE')).toMatchObject({ reserved: 1 });
});

test('nobody changes what is not there', async () => {
  const { request } = await newShop();
  const nowhere = { params: { id: `prd_${'0'.repeat(32)}` }, headers: { 'if-match': '"1"' } };
  expect(outcomeOf(await request('change', { ...nowhere, body: { name: 'x' } }))).toBe(
    '404 not-found',
  );
  expect(outcomeOf(await request('discontinue', nowhere))).toBe('404 not-found');
});

test('another task shows a changed product within its next look at the changes', async () => {
  tables += 1;
  const table = await database.table(`admin-${tables}`);
  const [here, there] = [shop(table, { newId }), shop(table, { newId })];
  const { body: product } = await here.request('create', { body: mug() });
  await there.search.rebuild();
  const change = {
    params: { id: product.id },
    headers: { 'if-match': '"1"' },
    body: { variants: [{ sku: 'MUG-BLUE', price: { amount: 99, currency: 'EUR' } }] },
  };
  expect((await here.request('change', change)).status).toBe(200);
  await there.search.catchUp();
  expect((await there.list()).body.items[0].variants[0].price.amount).toBe(99);
});

test('one variant is sold no more: not quoted as sold, not priced by, and shown as what it is', async () => {
  const { change, request, list, deliver, said } = await newShop();
  const stopped = await change({ variants: [{ sku: 'MUG-BLUE', status: 'discontinued' }] }, '"1"');
  const states = (variants: { sku: string; status: string }[]) =>
    variants.map(({ sku, status }) => [sku, status]);
  const expected = [
    ['MUG-BLUE', 'discontinued'],
    ['MUG-RED', 'active'],
  ];
  expect([stopped.status, stopped.body.status]).toEqual([200, 'active']);
  expect(states(stopped.body.variants)).toEqual(expected);
  expect(states((await list()).body.items[0].variants)).toEqual(expected);
  const quotes = await request('list-variants', { query: 'sku=MUG-BLUE&sku=MUG-RED' });
  expect(states(quotes.body.items)).toEqual(expected);
  expect((await list('maxPrice=1499')).body.items).toEqual([]);
  expect((await list('q=MUG-BLUE')).body.items).toEqual([]);
  await deliver('reserve-stock', {
    orderId: orderId(1),
    lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
    expiresAt: '2026-01-01T01:00:00.000Z',
  });
  expect((await said()).map(({ type }) => type)).toEqual(['products.stock-reservation-failed.v1']);
  await change({ variants: [{ sku: 'MUG-RED', status: 'discontinued' }] }, '"2"');
  expect((await list()).body.items).toEqual([]);
  await change({ variants: [{ sku: 'MUG-RED', status: 'active' }] }, '"3"');
  expect((await list()).body.items).toHaveLength(1);
});

test.each([[{ status: 'asleep' }], [{ status: null }], [{ status: '' }]])(
  'a variant cannot be %j',
  async (given) => {
    const { change } = await newShop();
    const answer = await change({ variants: [{ sku: 'MUG-BLUE', ...given }] }, '"1"');
    expect(outcomeOf(answer)).toBe('422 validation-failed');
  },
);

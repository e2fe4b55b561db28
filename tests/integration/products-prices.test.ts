// Prices over a real table: compared within one currency, asked for in currencies that there are.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, shop } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let tables = 0;

const newShop = async () => {
  tables += 1;
  return shop(await database.table(`prices-${tables}`), { newId });
};

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

test('prices are compared within one currency', async () => {
  const { request, list } = await newShop();
  const [variant] = mug().variants;
  const add = async (sku: string, amount: number, currency: string) => {
    const variants = [{ ...variant, sku, price: { amount, currency } }];
    await request('create', { body: mug({ name: sku, variants }) });
  };
  await add('EUR-LOW', 1000, 'EUR');
  await add('EUR-HIGH', 3000, 'EUR');
  await add('YEN', 2800, 'JPY');
  await add('DINAR', 1990, 'KWD');
  const namesOf = async (query: string) =>
    (await list(query)).body.items.map(({ name }: { name: string }) => name);
  expect(await namesOf('sort=price')).toEqual(['EUR-LOW', 'EUR-HIGH']);
  expect(await namesOf('maxPrice=2000')).toEqual(['EUR-LOW']);
  expect(await namesOf('minPrice=2000&currency=JPY')).toEqual(['YEN']);
  expect(await namesOf('sort=-price&currency=KWD')).toEqual(['DINAR']);
  expect(await namesOf('sort=name')).toHaveLength(4);
});

test.each([
  ['list', {}],
  ['list', { sort: 'price' }],
  ['read', {}],
  ['list-variants', { sku: 'MUG-RED' }],
])('what is no currency is refused by %s %j', async (route, query) => {
  const { request } = await newShop();
  const { body: product } = await request('create', { body: mug() });
  for (const currency of ['XXX', 'XAU', 'DEM', 'ABC']) {
    const text = new URLSearchParams({ ...query, currency }).toString();
    const { status, body } = await request(route, { params: { id: product.id }, query: text });
    expect([status, body.code, body.errors]).toEqual([
      422,
      'unsupported-currency',
      [expect.objectContaining({ pointer: '/currency', code: 'unsupported-currency' })],
    ]);
  }
});

test('a price is bounded when it is entered', async () => {
  const { request } = await newShop();
  const [variant] = mug().variants;
  const outcomeWith = async (amount: number) => {
    const variants = [{ ...variant, price: { amount, currency: 'EUR' } }];
    return outcomeOf(await request('create', { body: mug({ variants }) }));
  };
  expect(await outcomeWith(Number.MAX_SAFE_INTEGER)).toBe('422 validation-failed');
  expect(await outcomeWith(18_000_000_001)).toBe('422 validation-failed');
  expect(await outcomeWith(18_000_000_000)).toBe('201');
  expect(Number.isSafeInteger(18_000_000_000 * 10_000 * 50)).toBe(true);
});

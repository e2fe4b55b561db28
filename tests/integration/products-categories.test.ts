// The tree of categories over a real table: parents first, and never a circle.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, shop } from '../support/products.ts';

let database: TestDatabase;
let tables = 0;

const newShop = async () => {
  tables += 1;
  return shop(await database.table(`categories-${tables}`), { newId });
};

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

test('the tree of categories has parents first and no circles', async () => {
  const { request, list } = await newShop();
  const name = (id: string, body: Record<string, unknown>) =>
    request('name-category', { params: { id }, body });
  await name('home', { name: 'Home' });
  await name('kitchen', { name: 'Kitchen', parent: 'home' });
  await name('cups', { name: 'Cups', parent: 'kitchen' });
  expect((await name('home', { name: 'Home', parent: 'cups' })).body.errors).toEqual([
    { pointer: '/parent', code: 'circle', detail: 'is below the category itself' },
  ]);
  expect((await name('x', { name: 'X', parent: 'nowhere' })).status).toBe(422);
  await request('create', { body: mug({ category: 'cups' }) });
  expect((await request('list-categories')).body.items).toEqual([
    { id: 'home', name: 'Home', parent: null, products: 1 },
    { id: 'kitchen', name: 'Kitchen', parent: 'home', products: 1 },
    { id: 'cups', name: 'Cups', parent: 'kitchen', products: 1 },
  ]);
  expect((await list('category=home')).body.items).toHaveLength(1);
  expect((await list('category=garden')).body.items).toEqual([]);
});

test('two moves at once cannot close a circle', async () => {
  const { request } = await newShop();
  const name = (id: string, parent: string | null) =>
    request('name-category', { params: { id }, body: { name: id, parent } });
  await name('a', null);
  await name('b', null);
  const answers = await Promise.all([name('a', 'b'), name('b', 'a')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
});

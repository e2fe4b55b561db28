// The tree of categories over a real table: parents first, and never a circle.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

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
  expect(outcomeOf(await name('x', { name: 'X', parent: 'nowhere' }))).toBe(
    '422 validation-failed',
  );
  await request('create', { body: mug({ category: 'cups' }) });
  expect((await request('list-categories')).body.items).toEqual([
    { id: 'home', name: 'Home', parent: null, products: 1 },
    { id: 'kitchen', name: 'Kitchen', parent: 'home', products: 1 },
    { id: 'cups', name: 'Cups', parent: 'kitchen', products: 1 },
  ]);
  expect((await list('category=home')).body.items).toHaveLength(1);
  expect((await list('category=garden')).body.items).toEqual([]);
});

test('a new name leaves a category, and all below it, where they are', async () => {
  const { request, list } = await newShop();
  const name = (id: string, body: Record<string, unknown>) =>
    request('name-category', { params: { id }, body });
  await name('home', { name: 'Home' });
  await name('kitchen', { name: 'Kitchen', parent: 'home' });
  await request('create', { body: mug({ category: 'kitchen' }) });
  expect((await name('kitchen', { name: 'Cooking' })).body).toEqual({
    id: 'kitchen',
    name: 'Cooking',
    parent: 'home',
    products: 1,
  });
  expect((await list('category=home')).body.items).toHaveLength(1);
  expect((await name('kitchen', { name: 'Cooking', parent: null })).body.parent).toBeNull();
  expect((await list('category=home')).body.items).toEqual([]);
  expect((await request('list-categories')).body.nextCursor).toBeNull();
});

test('what is refused for a SKU that is taken leaves no category behind', async () => {
  const { request, deliver } = await newShop();
  const { body: product } = await request('create', { body: mug() });
  const again = mug({ category: 'ketchen' });
  expect(outcomeOf(await request('create', { body: again }))).toBe('409 already-exists');
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const { body: report } = await request('import', {
    body: JSON.stringify(again),
    headers: ndjson,
  });
  await deliver('import-part', { importId: report.id, part: 0 });
  await request('create', { body: single('POT', 1) });
  const change = { category: 'potts', variants: single('POT', 1).variants };
  const headers = { 'if-match': '"1"' };
  const taken = await request('change', { params: { id: product.id }, body: change, headers });
  expect(outcomeOf(taken)).toBe('409 already-exists');
  const { items } = (await request('list-categories')).body;
  expect(items.map(({ id }: { id: string }) => id)).toEqual(['kitchen']);
});

test('a move stands on the tree it was decided for: what came between is asked again', async () => {
  tables += 1;
  const table = await database.table(`categories-${tables}`);
  const quick = shop(table, { newId });
  const move = ({ request }: Pick<typeof quick, 'request'>, id: string, parent: string | null) =>
    request('name-category', { params: { id }, body: { name: id, parent } });
  await move(quick, 'a', null);
  await move(quick, 'b', null);
  let isFirst = true;
  const slow = shop(
    {
      ...table,
      transact: async (writes) => {
        // The other administrator is done just before this one writes.
        if (isFirst) {
          isFirst = false;
          expect((await move(quick, 'b', 'a')).status).toBe(200);
        }
        await table.transact(writes);
      },
    },
    { newId },
  );
  expect((await move(slow, 'a', 'b')).body.errors).toEqual([
    { pointer: '/parent', code: 'circle', detail: 'is below the category itself' },
  ]);
});

test('ten administrators at once leave a tree: no circle, and never deeper than eight levels', async () => {
  const { request } = await newShop();
  const ids = Array.from({ length: 10 }, (_, number) => `c${number}`);
  const move = (id: string, parent: string | null) =>
    request('name-category', { params: { id }, body: { name: id, parent } });
  for (const id of ids) await move(id, null);
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      ids.map((id, index) => move(id, ids[(index + 1 + round) % ids.length] ?? id)),
    );
    const { items } = (await request('list-categories')).body;
    const parents = new Map<string, string | null>(
      items.map(({ id, parent }: { id: string; parent: string | null }) => [id, parent]),
    );
    expect(parents.size).toBe(ids.length);
    for (const id of ids) {
      let levels = 1;
      for (let up = parents.get(id); up; up = parents.get(up)) levels += 1;
      expect(levels).toBeLessThanOrEqual(8);
    }
  }
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

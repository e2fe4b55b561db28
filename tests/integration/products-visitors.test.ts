// One product for those who only look: out of the memory that lists are made of.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, shop } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

test('a visitor reads a product out of memory: what was changed and moved here at once, by others once it is caught up', async () => {
  const table = await database.table('visitors');
  let reads = 0;
  const counting: typeof table = {
    ...table,
    get: (key) => {
      reads += 1;
      return table.get(key);
    },
    getMany: (keys, options) => {
      reads += 1;
      return table.getMany(keys, options);
    },
  };
  const [here, there] = [shop(counting, { newId }), shop(table, { newId })];
  const { body: product } = await here.request('create', { body: mug() });
  expect((await here.visit(product.id)).body).toEqual(product);
  // Another task does not know it yet, and asks the table.
  expect((await there.visit(product.id)).body).toEqual(product);
  await there.search.catchUp();

  reads = 0;
  const visits = await Promise.all(Array.from({ length: 20 }, () => here.visit(product.id)));
  expect(visits.map(({ headers }) => headers.etag)).toEqual(
    Array.from({ length: 20 }, () => '"1"'),
  );
  expect(reads).toBe(0);

  const change = {
    params: { id: product.id },
    body: { name: 'Changed' },
    headers: { 'if-match': '"1"' },
  };
  await here.request('change', change);
  await here.request('adjust-stock', {
    params: { sku: 'MUG-RED' },
    body: { delta: 1, reason: 'counted' },
    headers: { 'idempotency-key': 'adjust-0123456789abcdef' },
  });
  const current = (await here.request('read', { params: { id: product.id } })).body;
  expect(current).toMatchObject({
    name: 'Changed',
    variants: [{ available: 10 }, { available: 6 }],
  });
  expect((await here.visit(product.id)).body).toEqual(current);
  // Whoever has signed in sees the table from everywhere.
  expect((await there.request('read', { params: { id: product.id } })).body).toEqual(current);
  await here.search.catchUp();
  await there.search.catchUp();
  expect((await there.visit(product.id)).body).toEqual(current);

  await here.request('discontinue', { params: { id: product.id } });
  expect((await here.visit(product.id)).body.status).toBe('discontinued');
  expect(outcomeOf(await here.visit('prd_unknown'))).toBe('404 not-found');
  expect(outcomeOf(await here.visit('nonsense'))).toBe('404 not-found');
});

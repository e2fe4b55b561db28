// A SKU may have a name that every object of JavaScript has: it is sold, listed and counted like any other, and hides no other one.
import { expect, it } from 'vitest';
import { newId } from '../../platform/kernel/ids.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { shop, single } from '../support/products.ts';

const names = Object.getOwnPropertyNames(Object.prototype).filter((name) => /^[a-z]/i.test(name));

it.each(names)('%s', async (sku) => {
  const { request, visit, list, search } = shop(createMemoryTable(), { newId });
  const { body: product } = await request('create', { body: single(sku, 3) });
  await request('create', { body: single('MUG', 5) });
  await search.catchUp();

  const stock = { sku, onHand: 3, reserved: 0, available: 3 };
  expect((await request('read-stock', { params: { sku } })).body).toMatchObject(stock);
  expect((await visit(product.id)).body.variants).toMatchObject([{ sku, available: 3 }]);
  const { items } = (await list()).body;
  expect(items.map(({ variants }: typeof product) => variants[0].sku).sort()).toEqual(
    ['MUG', sku].sort(),
  );
  const quoted = (await request('list-variants', { query: `sku=MUG&sku=${sku}` })).body.items;
  expect(quoted.map(({ available }: { available: number }) => available).sort()).toEqual([3, 5]);
  const movements = (await request('list-movements', { params: { sku } })).body.items;
  expect(movements).toMatchObject([{ kind: 'adjustment', onHand: 3 }]);
});

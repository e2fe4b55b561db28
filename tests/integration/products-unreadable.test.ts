// Items that somebody has spoilt in the table: a start, lists, searches and quotes do without them, and staff see which they are.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockKey } from '../../containers/products/stock/stock-items.ts';
import { shardOf } from '../../platform/data/shards.ts';
import type { Item, Key } from '../../platform/data/table.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { mug, shop, single } from '../support/products.ts';
import { outcomeOf } from '../support/refusals.ts';

let database: TestDatabase;
let tables = 0;

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const productKey = (id: string): Key => ({
  pk: `CATALOGUE#${shardOf(id)}`,
  sk: `PRODUCT#${id}`,
});

/** A shop with a good product beside one that can be spoilt, and its next start over the same table. */
const newShop = async () => {
  tables += 1;
  const table = await database.table(`unreadable-${tables}`);
  const first = shop(table, { newId });
  await first.request('create', { body: single('GOOD', 3) });
  const { body: product } = await first.request('create', { body: mug() });
  const spoil = async (key: Key, change: (item: Item) => object) => {
    const item = await table.get(key);
    if (item === undefined) throw new Error(`nothing at ${key.sk}`);
    await table.transact([{ put: { ...change(item), ...key } }]);
  };
  const start = async () => {
    const next = shop(table, { newId });
    await next.search.rebuild();
    return next;
  };
  return { table, first, id: product.id as string, spoil, start };
};

const withProduct =
  (change: (product: Record<string, unknown>) => unknown) =>
  (item: Item): object => ({ ...item, product: change(item.product as Record<string, unknown>) });

const spoilt: readonly [string, (item: Item) => object][] = [
  ['no product at all', ({ product: _, ...rest }) => rest],
  ['a text for a product', withProduct(() => 'a mug')],
  ['no name', withProduct(({ name: _, ...rest }) => rest)],
  ['a number for a name', withProduct((product) => ({ ...product, name: 42 }))],
  [
    'a number for an attribute',
    withProduct((product) => ({ ...product, attributes: { Größe: 42 } })),
  ],
  [
    'nested attributes',
    withProduct((product) => ({ ...product, attributes: { a: { b: ['c'] } } })),
  ],
  ['a list for attributes', withProduct((product) => ({ ...product, attributes: ['a'] }))],
  ['no variants', withProduct(({ variants: _, ...rest }) => rest)],
  [
    'a variant without a price',
    withProduct((product) => ({ ...product, variants: [{ sku: 'A' }] })),
  ],
  ['null for a description', withProduct((product) => ({ ...product, description: null }))],
  ['a state nobody knows', withProduct((product) => ({ ...product, status: 'asleep' }))],
  ['a version nobody knows', withProduct((product) => ({ ...product, version: 'two' }))],
  ['no time of its making', withProduct((product) => ({ ...product, createdAt: 'lately' }))],
  ['a set for images', withProduct((product) => ({ ...product, images: new Set(['a']) }))],
  ['bytes for a category', withProduct((product) => ({ ...product, category: new Uint8Array(3) }))],
];

describe('a product with', () => {
  it.each(spoilt)(
    '%s is left out of start, list, search and counts, and shown to staff',
    async (_, change) => {
      const { id, spoil, start } = await newShop();
      await spoil(productKey(id), change);
      const { list, request } = await start();
      expect((await list()).body.items.map((item: { name: string }) => item.name)).toEqual([
        'Product GOOD',
      ]);
      expect((await list('q=mug')).body.items).toEqual([]);
      expect(outcomeOf(await request('read', { params: { id } }))).toBe('404 not-found');
      expect((await request('list-categories')).body.items[0].products).toBe(1);
      expect((await request('list-unreadable')).body).toEqual({
        items: [
          {
            key: `CATALOGUE#${shardOf(id)} PRODUCT#${id}`,
            kind: 'product',
            pointer: expect.stringMatching(/^\/product/),
            since: expect.any(String),
          },
        ],
        nextCursor: null,
      });
    },
  );
});

it('a product that is spoilt while the shop runs stays as it was known, and others go on changing', async () => {
  const { first, id, spoil } = await newShop();
  await spoil(productKey(id), (item) => ({ ...item, product: { id } }));
  const change = await first.request('change', {
    params: { id },
    body: { name: 'X' },
    headers: { 'if-match': '*' },
  });
  expect(change.status).toBe(404);
  await first.search.catchUp();
  await first.request('create', { body: single('NEXT', 1) });
  expect((await first.list('q=next')).body.items).toHaveLength(1);
});

it('numbers larger than any of ours do not keep the items beside them from being read', async () => {
  const { table, id, spoil, start } = await newShop();
  await spoil(productKey(id), (item) => ({ ...item, product: { id, version: 10n ** 30n } }));
  await table.transact([{ put: { ...productKey('prd_more'), version: 2n ** 60n, product: 7 } }]);
  const { list, request } = await start();
  expect((await list()).body.items).toHaveLength(1);
  expect((await request('list-unreadable')).body.items).toHaveLength(2);
});

it('a SKU whose stock is spoilt counts as sold out, and is quoted to nobody', async () => {
  const { spoil, start } = await newShop();
  await spoil(stockKey({ sku: 'MUG-BLUE' }), (item) => ({ ...item, available: 'many', price: {} }));
  const { list, request } = await start();
  const { items } = (await list('q=mug')).body;
  expect(items[0].variants.map((variant: { available: number }) => variant.available)).toEqual([
    0, 5,
  ]);
  const quoted = await request('list-variants', { query: 'sku=MUG-BLUE&sku=MUG-RED' });
  expect(quoted.body.items.map(({ sku }: { sku: string }) => sku)).toEqual(['MUG-RED']);
  expect((await request('list-unreadable')).body.items).toEqual([
    {
      key: 'SKU#MUG-BLUE STOCK',
      kind: 'stock',
      pointer: '/price/amount',
      since: expect.any(String),
    },
  ]);
});

it('a spoilt category and a spoilt note of a change are passed over', async () => {
  const { table, spoil, start } = await newShop();
  await spoil({ pk: 'CATEGORIES', sk: 'CATEGORY#kitchen' }, (item) => ({ ...item, name: ['x'] }));
  await table.transact([
    { put: { pk: 'CHANGES', sk: '2026-01-01T00:00:00.000Z#chg_0', change: 'all' } },
  ]);
  const { list, request, search } = await start();
  await search.catchUp();
  expect((await request('list-categories')).body.items).toEqual([]);
  expect((await list('category=kitchen')).body.items).toHaveLength(2);
  const { items } = (await request('list-unreadable', { query: 'limit=1' })).body;
  expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['category']);
});

it('what is unreadable is listed in pages, for administrators alone', async () => {
  const { table, start } = await newShop();
  for (let number = 0; number < 5; number += 1) {
    await table.transact([{ put: { ...productKey(`prd_${number}`), product: number } }]);
  }
  const { request, endpoints } = await start();
  const keys: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await request('list-unreadable', { query });
    keys.push(...body.items.map(({ key }: { key: string }) => key));
    cursor = body.nextCursor;
  }
  expect(keys).toHaveLength(5);
  expect(new Set(keys).size).toBe(5);
  expect(outcomeOf(await request('list-unreadable', { query: 'cursor=forged' }))).toBe(
    '400 invalid-cursor',
  );
  const route = endpoints.find(({ contract }) => contract.id === 'products.list-unreadable');
  expect(route?.contract.auth).toEqual({ kind: 'bearer', roles: ['admin'], scopes: [] });
});

// The catalogue and its stock: for everyone, for staff, for the warehouse.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract } from '../support/http-contract.ts';
import { admin, createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);
let staff: string;
beforeAll(async () => {
  staff = await shop.tokenOf(admin);
});

const unique = () => `C${randomUUID().slice(0, 8).toUpperCase()}`;

const product = (sku: string) => ({
  name: `Lantern ${sku}`,
  description: 'For the way home.',
  category: 'outdoor',
  variants: [{ sku, name: 'Only', price: { amount: 2500, currency: 'EUR' }, stock: 3 }],
});

it('the seeded catalogue is searched', async () => {
  const mugs = await ask<{ items: object[] }>('products.list', { query: '?q=mug' });
  expect(mugs.body.items).toContainEqual(expect.objectContaining({ name: 'Stoneware mug' }));
  const { body } = await ask<{ items: { id: string }[] }>('products.list-categories');
  expect(body.items.map(({ id }) => id)).toContain('drinkware');
});

it('quotes are for the service that takes orders, and for nobody else', async () => {
  const query = '?sku=MUG-BLUE';
  await refused('products.list-variants', { query }, 401, 'unauthenticated');
  for (const token of [staff, await shop.tokenOf(demo), await shop.clientToken()]) {
    await refused('products.list-variants', { query, token }, 403, 'forbidden');
  }
});

it('a product is added, read, changed against its version and discontinued', async () => {
  const sku = unique();
  const made = await ask<{ id: string }>('products.create', { token: staff, body: product(sku) });
  const params = { id: made.body.id };
  expect(made.headers.get('location')).toBe(`/v1/products/${params.id}`);
  const read = await ask('products.read', { params });
  expect([read.body, read.headers.get('etag')]).toEqual([made.body, '"1"']);

  const change = { token: staff, params, body: { name: `Torch ${sku}` } };
  const against = (version: string) => ({ ...change, headers: { 'if-match': version } });
  await refused('products.change', change, 428, 'precondition-required');
  await refused('products.change', against('"7"'), 412, 'precondition-failed');
  const changed = await ask('products.change', against('"1"'));
  expect([changed.body.name, changed.headers.get('etag')]).toEqual([`Torch ${sku}`, '"2"']);
  await ask('products.discontinue', { token: staff, params });
  expect((await ask('products.read', { params })).body.status).toBe('discontinued');
});

it('a category gets a name', async () => {
  const params = { id: unique().toLowerCase() };
  const body = { name: 'Lanterns', parent: 'outdoor' };
  const named = await ask('products.name-category', { token: staff, params, body });
  expect(named.body).toEqual({ id: params.id, ...body, products: 0 });
});

it('stock is corrected with a reason, never below zero', async () => {
  const sku = unique();
  await ask('products.create', { token: staff, body: product(sku) });
  const params = { sku };
  const adjust = (delta: number) => ({ token: staff, params, body: { delta, reason: 'counted' } });
  const corrected = await ask('products.adjust-stock', adjust(2));
  expect(corrected.body).toEqual({ sku, onHand: 5, reserved: 0, available: 5 });
  await refused('products.adjust-stock', adjust(-6), 409, 'insufficient-stock');
  const token = await shop.clientToken();
  expect((await ask('products.read-stock', { token, params })).body).toEqual(corrected.body);
  const { body } = await ask('products.list-movements', { token, params });
  expect(body.items).toMatchObject([
    { number: 2, kind: 'adjustment', onHand: 2, reason: 'counted' },
    { number: 1, kind: 'adjustment', onHand: 3 },
  ]);
  await refused('products.adjust-stock', { ...adjust(1), token }, 403, 'forbidden');
});

it('stock is put into shards and back, and stays what it was', async () => {
  const sku = unique();
  await ask('products.create', { token: staff, body: product(sku) });
  const spread = (shards: number) => ({ token: staff, params: { sku }, body: { shards } });
  const stock = { sku, onHand: 3, reserved: 0, available: 3 };
  expect((await ask('products.spread-stock', spread(3))).body).toEqual({ ...stock, shards: 3 });
  const { body } = await ask('products.list-movements', { token: staff, params: { sku } });
  expect(body.items).toContainEqual(expect.objectContaining({ kind: 'transfer', shard: 2 }));
  expect((await ask('products.spread-stock', spread(1))).body).toEqual(stock);
  await refused('products.spread-stock', spread(65), 422, 'validation-failed');
  const token = await shop.clientToken();
  await refused('products.spread-stock', { ...spread(2), token }, 403, 'forbidden');
});

it('products are imported line by line', async () => {
  const lines = [product(unique()), { name: 'nothing else' }];
  const accepted = await ask<{ id: string }>('products.import', {
    token: staff,
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  const params = { id: accepted.body.id };
  await expect
    .poll(async () => (await ask('products.read-import', { token: staff, params })).body, {
      timeout: 30_000,
      interval: 100,
    })
    .toMatchObject({ status: 'done', total: 2, imported: 1, refused: 1 });
});

it('attributes have names of any language, and their values are texts', async () => {
  const body = { ...product(unique()), attributes: { Größe: '42', サイズ: 'L' } };
  const made = await ask('products.create', { token: staff, body });
  expect(made.body.attributes).toEqual(body.attributes);
  const spoilt = { ...product(unique()), attributes: { Größe: 42 } };
  const { body: problem } = await refused(
    'products.create',
    { token: staff, body: spoilt },
    422,
    'validation-failed',
  );
  expect(problem.errors).toMatchObject([{ pointer: '/attributes/Größe' }]);
});

it('customers do not keep the catalogue', async () => {
  const token = await shop.tokenOf(demo);
  await refused('products.create', { token, body: product(unique()) }, 403, 'forbidden');
});

it('no operation is left out', () => {
  // Answered to the service that takes orders: each order that is placed asks for it.
  expect(leftOut('catalogue')).toEqual(['products.list-variants']);
});

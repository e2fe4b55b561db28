// What catalogues and accounts elsewhere get wrong, tried on this shop through its public API: each test is named by what is right.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { askShop, type Body, product, unique } from '../support/asking.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let asking: Awaited<ReturnType<typeof askShop>>;
beforeAll(async () => {
  asking = await askShop(shop);
});

describe('attributes of a product', () => {
  it('have names of any language', async () => {
    const attributes = { Größe: '42', サイズ: 'M' };
    expect(
      (await asking.add(product(`Attributes ${unique()}`, { attributes }))).body,
    ).toMatchObject({
      attributes,
    });
  });

  it.each([42, null, true, {}, [], { a: 'b' }, '', 'x'.repeat(3_000)])(
    'are no %j',
    async (value) => {
      const attributes = { Größe: value };
      expect(outcomeOf(await asking.add(product('X', { attributes })))).toBe(
        '422 validation-failed',
      );
      const lines = `${JSON.stringify(product('X', { attributes }))}\n`;
      const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': randomUUID() };
      const asked = { token: asking.staff, body: lines, headers };
      const { body } = await shop.call<Body>('POST', '/products/import', asked);
      expect(JSON.stringify(body)).not.toMatch(/"imported":[1-9]/);
      const { body: made } = await asking.add(product(`Attributes ${unique()}`));
      const change = { attributes };
      const { status } = await asking.ask('PATCH', `/products/${made.id}`, asking.staff, change);
      expect(status).toBe(422);
    },
  );
});

it('a category that gets another name stays where it is', async () => {
  const [root, child] = [`r-${unique()}`.toLowerCase(), `c-${unique()}`.toLowerCase()];
  await asking.ask('PUT', `/categories/${root}`, asking.staff, { name: 'Root' });
  await asking.ask('PUT', `/categories/${child}`, asking.staff, { name: 'Child', parent: root });
  expect(
    (await asking.ask('PUT', `/categories/${child}`, asking.staff, { name: 'Renamed' })).body
      .parent,
  ).toBe(root);
});

it.each([
  ['strasse', 'Straße'],
  ['STRASSE', 'Straße'],
  ['smorrebrod', 'Smørrebrød'],
  ['lodz', 'Łódź'],
  ['oeuvre', 'Œuvre'],
  ['グラス', '日本酒グラス'],
  ['酒', '日本酒グラス'],
  ['包丁', 'パン切り包丁'],
  ['किताब', 'किताब'],
  ['tshirt', 'T-Shirt'],
  ['wifi', 'Wi-Fi'],
  ['mens', 'Men’s'],
])('a search for %s finds %s', async (query, name) => {
  const { body: made } = await asking.add(product(`${name} ${unique()}`));
  const find = async () => {
    const path = `/products?q=${encodeURIComponent(query)}&sort=newest&limit=100`;
    return (await asking.ask('GET', path)).body.items.map(({ id }: { id: string }) => id);
  };
  await expect.poll(find, { timeout: 30_000 }).toContain(made.id);
});

it('prices are compared within one currency, and a code that is no currency is refused', async () => {
  const { body } = await asking.ask('GET', '/products?sort=price&limit=100');
  const currencies = body.items.flatMap(({ variants }: Body) =>
    variants.map(({ price }: Body) => price.currency),
  );
  expect(new Set(currencies).size).toBe(1);
  const dinars = await asking.ask('GET', '/products?sort=price&currency=KWD&limit=100');
  const listed = dinars.body.items.flatMap(({ variants }: Body) =>
    variants.map(({ price }: Body) => price.currency),
  );
  expect(new Set(listed)).toEqual(new Set(['KWD']));
  expect(outcomeOf(await asking.ask('GET', '/products?currency=XXQ'))).toBe(
    '422 unsupported-currency',
  );
});

it.each([
  ['nothing that can be seen', product('\u200b')],
  ['characters that turn the direction', product('a\u202eb')],
  ['a script for an image', product('X', { images: ['javascript:alert(1)'] })],
])('a product with %s is refused', async (_, body) => {
  expect(outcomeOf(await asking.add(body))).toBe('422 validation-failed');
});

it.each(['a..b@example..com', 'a,b@example.com', 'x@example.com.', 'użytkownik@example.com'])(
  'no mail can reach %s, so no account begins with it',
  async (email) => {
    const body = { email, password: 'a long password for nobody', name: 'Nobody' };
    expect(outcomeOf(await asking.ask('POST', '/users', undefined, body))).toBe(
      '422 validation-failed',
    );
  },
);

// The catalogue as staff keep it and customers see it, through the gateway.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { outcomeOf } from '../support/refusals.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let staff: string;
let customer: string;
beforeAll(async () => {
  [staff, customer] = await Promise.all([shop.tokenOf(admin), shop.tokenOf(demo)]);
});

interface ProductView {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly variants: readonly { readonly sku: string; readonly available: number }[];
}

const unique = () => `X${randomUUID().slice(0, 8).toUpperCase()}`;

const product = (word: string, changes: object = {}) => ({
  name: `Lantern ${word}`,
  description: 'For the way home.',
  category: 'outdoor',
  variants: [{ sku: word, name: 'Only', price: { amount: 2_500, currency: 'EUR' }, stock: 3 }],
  ...changes,
});

const find = async (query: string) =>
  (await shop.call<{ items: ProductView[] }>('GET', `/products?${query}`)).body.items;

/** Another task may have taken the write: the list follows within seconds. */
const findUntil = async (query: string, count: number): Promise<ProductView[]> => {
  for (let attempt = 0; ; attempt += 1) {
    const items = await find(query);
    if (items.length === count || attempt > 100) return items;
    await sleep(50);
  }
};

it('a product is created, found, changed against its version, and discontinued', async () => {
  const word = unique();
  const created = await shop.call<ProductView>('POST', '/products', {
    token: staff,
    body: product(word),
  });
  expect([created.status, created.headers.get('etag')]).toEqual([201, '"1"']);
  const path = `/products/${created.body.id}`;
  expect(created.headers.get('location')).toBe(`/v1${path}`);
  expect(await findUntil(`q=lantern+${word.toLowerCase()}`, 1)).toEqual([created.body]);

  const change = (ifMatch: Record<string, string>) =>
    shop.call<ProductView>('PATCH', path, {
      token: staff,
      body: { name: `Torch ${word}` },
      headers: ifMatch,
    });
  expect(outcomeOf(await change({}))).toBe('428 precondition-required');
  expect(outcomeOf(await change({ 'if-match': '"7"' }))).toBe('412 precondition-failed');
  const changed = await change({ 'if-match': '"1"' });
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
  expect(await findUntil(`q=torch+${word}`, 1)).toEqual([changed.body]);

  expect((await shop.call('DELETE', path, { token: staff })).status).toBe(204);
  expect(await findUntil(`q=${word}`, 0)).toEqual([]);
  expect((await shop.call<ProductView>('GET', path)).body).toMatchObject({
    status: 'discontinued',
  });
});

it('what customers order is in the ledger that staff read', async () => {
  const sku = await shop.newSku(2);
  const placed = await shop.place(customer, order(sku));
  await shop.settled(customer, placed.body.id);
  const path = `/inventory/${sku}/movements`;
  const { body } = await shop.call('GET', path, { token: staff });
  expect(body).toMatchObject({
    items: [
      { number: 2, kind: 'reservation', onHand: 0, reserved: 1, orderId: placed.body.id },
      { number: 1, kind: 'adjustment', onHand: 2, reserved: 0 },
    ],
    nextCursor: null,
  });
  expect(outcomeOf(await shop.call('GET', path, { token: customer }))).toBe('403 forbidden');
  expect(outcomeOf(await shop.call('GET', path))).toBe('401 unauthenticated');
});

it('an import tells how far it is and which lines were refused', async () => {
  const [first, second] = [unique(), unique()];
  const lines = [product(first), { name: 'nothing else' }, product(second), product(first)];
  const accepted = await shop.call<{ id: string; total: number }>('POST', '/products/import', {
    token: staff,
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  expect([accepted.status, accepted.body.total]).toEqual([202, 4]);
  const path = (accepted.headers.get('location') ?? '').replace('/v1', '');
  const report = async () =>
    (await shop.call<{ status: string }>('GET', path, { token: staff })).body;
  for (let attempt = 0; attempt < 200 && (await report()).status !== 'done'; attempt += 1) {
    await sleep(50);
  }
  expect(await report()).toMatchObject({
    status: 'done',
    total: 4,
    imported: 2,
    refused: 2,
    errors: [
      { line: 2, code: 'validation-failed' },
      { line: 4, code: 'already-exists', detail: `SKU ${first} is taken.` },
    ],
  });
  expect(await findUntil(`q=${second}`, 1)).toMatchObject([{ variants: [{ sku: second }] }]);
});

it('pages of the catalogue neither repeat nor leave out', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: ProductView[]; nextCursor: string | null } = (
      await shop.call<{ items: ProductView[]; nextCursor: string | null }>(
        'GET',
        `/products?category=kitchen&sort=name&limit=3${cursor && `&cursor=${cursor}`}`,
      )
    ).body;
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  const whole = await find('category=kitchen&sort=name&limit=100');
  expect(seen).toEqual(whole.map(({ id }) => id));
  expect(new Set(seen).size).toBe(seen.length);
});

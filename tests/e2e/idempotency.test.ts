// A request that is sent again changes nothing and is answered as before.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let token: string;
beforeAll(async () => {
  token = await shop.tokenOf(demo);
});

it('the same key twice makes one order, the second answer byte for byte', async () => {
  const key = randomUUID();
  const first = await shop.place(token, order('MUG-BLUE'), key);
  await shop.settled(token, first.body.id);
  const second = await shop.place(token, order('MUG-BLUE'), key);
  expect(second.status).toBe(201);
  expect(second.text).toBe(first.text);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
});

it('the same key 50 times at once makes one order', async () => {
  const sku = await shop.newSku(100);
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => shop.place(token, order(sku), key)),
  );
  const made = answers.filter(({ status }) => status === 201);
  const busy = answers.filter(({ status }) => status === 409);
  expect(made.length + busy.length).toBe(50);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  for (const { body } of busy) expect(body).toMatchObject({ code: 'idempotency-in-progress' });
  await shop.settled(token, made[0]?.body.id ?? '');
  expect(await shop.stock(sku)).toEqual({ onHand: 100, reserved: 1, available: 99 });
});

it('the same key with another body is refused', async () => {
  const key = randomUUID();
  await shop.place(token, order('MUG-BLUE'), key);
  const other = await shop.place(token, order('MUG-BLUE', 'tok_approved', 2), key);
  expect({ status: other.status, code: (other.body as unknown as { code: string }).code }).toEqual({
    status: 422,
    code: 'idempotency-key-reused',
  });
});

it('two customers may use the same key', async () => {
  const key = randomUUID();
  const other = await shop.newCustomer();
  const mine = await shop.place(token, order('MUG-BLUE'), key);
  const theirs = await shop.place(other.token, order('MUG-BLUE'), key);
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

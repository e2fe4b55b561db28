// Many orders at once, of one customer: what is contended for is waited for while a request has time, and nobody is told that the shop is too busy.
import { beforeAll, expect, it } from 'vitest';
import { askShop, type Body, unique } from '../support/asking.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createShop } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
let asking: Awaited<ReturnType<typeof askShop>>;
beforeAll(async () => {
  asking = await askShop(shop);
});

const placeAtOnce = async (count: number, sku: string, more: object = {}): Promise<Body[]> => {
  const lines = [{ sku, quantity: 1 }];
  return Promise.all(Array.from({ length: count }, () => asking.place(lines, more)));
};

const countsOf = (values: readonly unknown[]) =>
  Object.fromEntries([...Map.groupBy(values, String)].map(([value, all]) => [value, all.length]));

it('a hundred orders at once are all taken', async () => {
  const answers = await placeAtOnce(100, 'MUG-BLUE');
  expect(countsOf(answers.map(({ status }) => status))).toEqual({ 201: 100 });
});

it('fifty orders at once on a coupon for twenty are all decided: twenty have it', async () => {
  const code = `BURST-${unique()}`;
  const discount = { kind: 'percentage', basisPoints: 1_000 };
  const made = await asking.ask('POST', '/coupons', asking.staff, { code, discount, limit: 20 });
  expect(made.status).toBe(201);
  const answers = await placeAtOnce(50, 'MUG-BLUE', { coupon: code });
  expect(countsOf(answers.map(({ status }) => status))).toEqual({ 201: 20, 409: 30 });
  const codes = answers.flatMap(({ body }) => body.code ?? []);
  expect(countsOf(codes)).toEqual({ 'coupon-exhausted': 30 });
});

it('a hundred orders at once for the last unit are all taken, and one is confirmed', async () => {
  const sku = await shop.newSku(1);
  const answers = await placeAtOnce(100, sku);
  expect(countsOf(answers.map(({ status }) => status))).toEqual({ 201: 100 });
  const orders = await Promise.all(
    answers.map(({ body }) => shop.settled(asking.person.token, body.id, 120)),
  );
  expect(countsOf(orders.map(({ status, reason }) => `${status} ${reason}`))).toEqual({
    'confirmed null': 1,
    'rejected out_of_stock': 99,
  });
});

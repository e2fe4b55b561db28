// Screens of apps: what they say is what the API says, and nothing is sent twice.
import { beforeAll, expect, it } from 'vitest';
import type * as mobile from '../../events/http/bff/mobile.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { createContract } from '../support/http-contract.ts';
import { createShop, demo, type OrderView, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused, leftOut } = createContract(shop);
const mostBytes = 4_096;
let customer: string;
beforeAll(async () => {
  customer = await shop.tokenOf(demo);
});

const sized = async <Body>(id: string, question: Parameters<typeof ask>[1]) => {
  const answer = await ask<Body>(id, question);
  expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(mostBytes);
  return answer;
};

it('a guest sees the shop, a customer their cart and latest order as well', async () => {
  const guest = await sized<mobile.MobileHome>('bff-mobile.home', {});
  expect(guest.body).toMatchObject({ cart: null, order: null, partial: [] });
  expect(guest.body.products.length).toBeGreaterThan(0);
  expect(guest.body.categories.length).toBeGreaterThan(0);
  const placed = await ask<OrderView>('orders.place', { token: customer, body: order('MUG-BLUE') });
  await shop.settled(customer, placed.body.id);
  const { body } = await sized<mobile.MobileHome>('bff-mobile.home', { token: customer });
  expect(body).toMatchObject({ cart: { pieces: expect.any(Number) }, partial: [] });
  expect(body.order?.pieces).toBeGreaterThan(0);
});

it('a product is known by its tag', async () => {
  const listed = await ask<{ items: { id: string }[] }>('products.list', { query: '?limit=1' });
  const params = { id: listed.body.items[0]?.id ?? '' };
  const { body, headers } = await sized<mobile.MobileProduct>('bff-mobile.product', { params });
  expect([body.id, body.partial]).toEqual([params.id, []]);
  const condition = { 'if-none-match': headers.get('etag') ?? '' };
  expect((await ask('bff-mobile.product', { params, headers: condition })).status).toBe(304);
  const unknown = { params: { id: 'prd_unknown' } };
  await refused('bff-mobile.product', unknown, 404, 'not-found');
});

it('orders that have changed are told once', async () => {
  const person = await shop.newCustomer();
  const own = { token: person.token };
  const place = async () =>
    (await ask<OrderView>('orders.place', { ...own, body: order('MUG-BLUE') })).body.id;
  const since = async (cursor?: string) =>
    (
      await sized<mobile.MobileOrders>('bff-mobile.orders', {
        ...own,
        query: cursor === undefined ? '' : `?since=${cursor}`,
      })
    ).body;
  const id = await place();
  await shop.settled(person.token, id);
  const all = await since();
  expect(all).toMatchObject({ items: [{ id, status: 'confirmed' }], hasMore: false });
  const { body } = await sized<mobile.MobileOrderPage>('bff-mobile.order', {
    ...own,
    params: { id },
  });
  expect(body).toMatchObject({ id, partial: [], timeline: [{ type: 'order-placed' }, {}, {}, {}] });
  expect((await since(all.nextSince)).items).toEqual([]);
  await ask('orders.cancel', { ...own, params: { id } });
  const second = await place();
  const news = await since(all.nextSince);
  expect(news.items.map((item) => item.id)).toEqual([second, id]);
  const guest = { params: { id } };
  await refused('bff-mobile.order', guest, 401, 'unauthenticated');
  await refused('bff-mobile.order', { ...guest, token: customer }, 404, 'not-found');
  await refused('bff-mobile.orders', { ...own, query: '?since=forged' }, 400, 'invalid-cursor');
});

it('no other operation is left out', () => {
  expect(leftOut('screens')).toEqual([]);
});

// The session of a visitor: which tokens go to the API, when they are renewed, and what is said where they cannot be.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createShopApi } from '../../functions/storefront/shop-api.ts';
import {
  customer,
  openShop,
  refusedWith,
  type Shop,
  type Visiting,
} from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const day = 86_400;
const emptyCart = { 'GET /cart': { body: { lines: [], subtotal: null } } };
const tokens = { accessToken: 'a-2', refreshToken: 'r-2', tokenType: 'Bearer', expiresIn: 900 };
const cookie = (name: string, value: string, age: number) =>
  `${name}=${value}; Path=/; Max-Age=${age}; HttpOnly; Secure; SameSite=Lax`;

describe('a session', () => {
  const seen = async (visiting: Visiting) => {
    const { calls, cookies } = await shop.get('/cart', visiting);
    return {
      cookies,
      asked: calls.map(({ what, headers }) => [
        what,
        headers.authorization,
        headers['x-cart-token'],
      ]),
    };
  };

  it('goes to the API with its tokens and the id of the request', async () => {
    const cookies = { ...customer, shop_cart: 'cart-1' };
    expect(await seen({ cookies, answers: emptyCart })).toEqual({
      cookies: [],
      asked: [['GET /cart', 'Bearer token-of-ada', 'cart-1']],
    });
    const { calls, headers } = await shop.get('/cart', { answers: emptyCart });
    expect(calls[0]?.headers['x-request-id']).toBe('request-00000001');
    expect(headers['x-request-id']).toBe('request-00000001');
  });

  it('is renewed where its token has ended, and kept for the time of the new one', async () => {
    const answers = { ...emptyCart, 'POST /auth/refresh': { body: tokens } };
    expect(await seen({ cookies: { shop_refresh: 'r-1' }, answers })).toEqual({
      cookies: [cookie('shop_access', 'a-2', 870), cookie('shop_refresh', 'r-2', 30 * day)],
      asked: [
        ['POST /auth/refresh', undefined, undefined],
        ['GET /cart', 'Bearer a-2', undefined],
      ],
    });
  });

  it('is not renewed while its token is good', async () => {
    const cookies = { ...customer, shop_refresh: 'r-1' };
    expect((await seen({ cookies, answers: emptyCart })).asked).toHaveLength(1);
  });

  it('ends where its refresh token is refused for good', async () => {
    const answers = { ...emptyCart, 'POST /auth/refresh': refusedWith(401, 'invalid-token') };
    const cookies = { shop_refresh: 'r-1', shop_refused: 'a5fa777a3dc67268.0' };
    expect(await seen({ cookies, answers })).toEqual({
      cookies: [cookie('shop_refresh', '', 0), cookie('shop_refused', '', 0)],
      asked: [
        ['POST /auth/refresh', undefined, undefined],
        ['GET /cart', undefined, undefined],
      ],
    });
  });

  it('stays where it cannot be renewed just now', async () => {
    const answers = { ...emptyCart, 'POST /auth/refresh': refusedWith(403, 'forbidden') };
    expect((await seen({ cookies: { shop_refresh: 'r-1' }, answers })).cookies).toEqual([]);
  });

  it.each(['', 'a b', 'x'.repeat(4097), 'a,b', '%22'])('has no token like %j', async (token) => {
    const cookies = { shop_access: token, shop_cart: token };
    expect((await seen({ cookies, answers: emptyCart })).asked).toEqual([
      ['GET /cart', undefined, undefined],
    ]);
  });

  it('takes a token as long as there may be', async () => {
    const token = 'x'.repeat(4096);
    const { asked } = await seen({ cookies: { shop_cart: token }, answers: emptyCart });
    expect(asked[0]?.[2]).toBe(token);
  });

  it('that the API knows no longer leads to the login', async () => {
    const answers = { 'GET /orders': refusedWith(401, 'invalid-token') };
    const { location } = await shop.get('/orders', { cookies: customer, answers });
    expect(location).toBe('/login?next=%2Forders');
  });

  it.each([
    ['GET', '/orders', 500, 'internal'],
    ['POST', '/checkout', 500, 'internal'],
    ['GET', '/account', 403, 'forbidden'],
  ])('that cannot be renewed just now is not over: %s %s', async (method, path, status, code) => {
    const answers = { 'POST /auth/refresh': refusedWith(status, code) };
    const answer = await shop.visit(method, path, { cookies: { shop_refresh: 'r-1' }, answers });
    expect([answer.status, answer.location, answer.cookies]).toEqual([status, undefined, []]);
    expect(answer.main).toContain(code);
  });

  it('is not renewed by what everybody may keep', async () => {
    const visiting = {
      cookies: { shop_refresh: 'r-1' },
      answers: { 'POST /auth/refresh': { body: tokens } },
    };
    const { asked, cookies } = await shop.get('/images/products/mug.svg', visiting);
    expect([asked, cookies]).toEqual([[], []]);
  });

  it('leaves its page time when it is renewed late, and both end before the function does', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const answers = { ...emptyCart, 'POST /auth/refresh': { body: tokens } };
    await seen({ cookies: { shop_refresh: 'r-1' }, answers });
    expect(timeout.mock.calls).toEqual([[8_000], [4_000]]);
    timeout.mockRestore();
  });

  it('of nobody is not what a refused page asks for', async () => {
    const answers = { 'GET /cart': refusedWith(401, 'unauthenticated') };
    const { status, main } = await shop.get('/cart', { answers });
    expect([status, main.includes('unauthenticated')]).toEqual([401, true]);
  });
});

// The function has 10 s: what cannot succeed any more must leave time to say so.
it.each([
  ['as long as there is time', false, 4],
  ['not after the time of the visit', true, 1],
])('what nobody answers is asked again %s', async (_, isOver, times) => {
  let asked = 0;
  const api = createShopApi(
    {
      url: 'http://shop.test/v1',
      requestId: 'request-1',
      accessToken: undefined,
      cartToken: undefined,
      signal: isOver ? AbortSignal.abort() : AbortSignal.timeout(60_000),
    },
    async () => {
      asked += 1;
      throw new Error('nobody is there');
    },
  );
  await expect(api.GET('/cart')).rejects.toMatchObject({ status: 504 });
  expect(asked).toBe(times);
});

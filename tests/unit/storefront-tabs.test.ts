// Two tabs renew one session at once: the one that is refused takes away no cookie, since the other has brought a better one, and asks again with that.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { openShop, refusedWith, type Shop } from '../support/shop-pages.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());
afterEach(() => vi.useRealTimers());

const second = 1_000;
const answers = { 'POST /auth/refresh': refusedWith(401, 'invalid-refresh-token') };

/** What a browser keeps of the answers to these tokens, each sent so long after the first. */
const keptAfter = async (visits: readonly (readonly [token: string, ms: number])[]) => {
  const start = Date.now();
  let jar: Record<string, string> = {};
  for (const [token, ms] of visits) {
    vi.useFakeTimers({ now: start + ms, toFake: ['Date'] });
    jar = { ...jar, shop_refresh: token };
    const { cookies } = await shop.get('/login', { cookies: jar, answers });
    for (const each of cookies) {
      const [, name = '', value = ''] = /^(\w+)=([^;]*)/.exec(String(each)) ?? [];
      jar = Object.fromEntries(
        Object.entries({ ...jar, [name]: value }).filter(([, kept]) => kept !== ''),
      );
    }
  }
  return jar.shop_refresh;
};

it.each([
  ['GET', '/orders?cursor=a%2Bb', '/orders?cursor=a%2Bb'],
  ['POST', '/checkout', '/checkout'],
  ['GET', '/', '/'],
])('the tab that is refused asks once more: %s %s', async (method, path, location) => {
  const form = method === 'POST' ? { form: { key: 'key-1' } } : {};
  const first = await shop.visit(method, path, {
    ...form,
    cookies: { shop_refresh: 'r-1' },
    answers,
  });
  expect([first.status, first.location, first.asked]).toEqual([
    307,
    location,
    ['POST /auth/refresh'],
  ]);
  const [mark] = /^shop_refused=[^;]+/.exec(String(first.cookies)) ?? [];
  const [name = '', value = ''] = mark?.split('=') ?? [];
  const cookies = { shop_refresh: 'r-1', [name]: value };
  const again = await shop.visit(method, path, { ...form, cookies, answers });
  expect(again.status).not.toBe(307);
});

it.each([
  ['the first time', [['r-1', 0]], 'r-1'],
  [
    'again at once, by the way to the login',
    [
      ['r-1', 0],
      ['r-1', 50],
    ],
    'r-1',
  ],
  [
    'as long as the other tab may take',
    [
      ['r-1', 0],
      ['r-1', 10 * second],
    ],
    'r-1',
  ],
  [
    'after that',
    [
      ['r-1', 0],
      ['r-1', 10 * second + 1],
    ],
    undefined,
  ],
  [
    'another token later',
    [
      ['r-1', 0],
      ['r-2', 20 * second],
    ],
    'r-2',
  ],
] as const)('refused %s', async (_, visits, kept) => {
  expect(await keptAfter(visits)).toBe(kept);
});

it('whoever is refused waits in rounds, so that no token holds the function for long', async () => {
  const patient = await openShop({ tabsPauseMs: second });
  const at = Date.now();
  const mark = createHash('sha256').update('r-1').digest('hex').slice(0, 16);
  const statusAfter = async (ms: number) => {
    vi.useFakeTimers({ now: at + ms, toFake: ['Date'] });
    const cookies = { shop_refresh: 'r-1', ...(ms > 0 && { shop_refused: `${mark}.${at}` }) };
    return (await patient.get('/login', { cookies, answers })).status;
  };
  const started = performance.now();
  const statuses = [await statusAfter(0), await statusAfter(500), await statusAfter(second)];
  await patient.stop();
  expect(statuses).toEqual([307, 307, 200]);
  expect(performance.now() - started).toBeLessThan(second);
});

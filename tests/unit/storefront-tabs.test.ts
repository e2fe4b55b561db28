// Two tabs renew one session at once: the one that is refused takes away no cookie, since the other has brought a better one.
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

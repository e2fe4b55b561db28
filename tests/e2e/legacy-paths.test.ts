// The paths of a legacy shop behind the API: what goes on to it, what comes back, and what is refused in between.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LegacyShop } from '../support/legacy/shop.ts';
import { type LegacyWorld, startLegacyWorld } from '../support/legacy/world.ts';
import { demo } from '../support/shop.ts';
import type { SystemUnderTest } from '../support/system.ts';

let world: LegacyWorld;
let legacy: LegacyShop;
let system: SystemUnderTest;

beforeAll(async () => {
  world = await startLegacyWorld('products.read');
  ({ legacy, system } = world);
}, 120_000);
afterAll(() => world?.stop());

const servedBy = ({ headers }: { readonly headers: Headers }) => headers.get('x-served-by');

describe('the paths of the legacy shop', () => {
  const get = (path: string) => system.shop.call('GET', path);

  it('are passed on, pages as well, which share no origin with us', async () => {
    const about = await get('/legacy/about');
    expect([about.status, servedBy(about)]).toEqual([200, 'legacy']);
    expect(about.text).toContain('<h1>Über uns</h1>');
    expect(about.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(about.headers.get('content-security-policy')).toBe('sandbox');
  });

  it('get named headers only, and who asks', async () => {
    const { body } = await system.shop.call<{ url: string; headers: Record<string, string> }>(
      'GET',
      '/legacy/echo/a%20b?q=tea&q=pot',
      {
        token: await system.shop.tokenOf(demo),
        headers: {
          cookie: 'shop_access=secret',
          'x-cart-token': 'secret',
          'x-api-key': 'secret',
          te: 'trailers',
          'accept-language': 'de',
        },
      },
    );
    expect(body.url).toBe('/shop/echo/a%20b?q=tea&q=pot');
    expect(JSON.stringify(body.headers)).not.toContain('secret');
    expect(Object.keys(body.headers).sort()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'sec-fetch-mode',
      'user-agent',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-request-id',
    ]);
    expect(body.headers['x-forwarded-for']).toMatch(/^(127\.0\.0\.1|::1)$/);
  });

  it.each([
    ['/legacy/..%2f..%2fetc', 404, 'not-found'],
    ['/legacy/%2e%2e/admin', 404, 'not-found'],
    ['/legacy/a%5c..%5cb', 404, 'not-found'],
    ['/legacy/a//b', 404, 'not-found'],
    ['/legacy/http:%2f%2fevil.example', 404, 'not-found'],
    ['/legacy/nothing-here', 404, 'not-found'],
    ['/legacy/logo', 502, 'legacy-failed'],
    ['/legacy/moved?to=https%3A%2F%2Fevil.example%2F', 502, 'legacy-failed'],
    ['/legacy/moved?to=%2F%2Fevil.example%2F', 502, 'legacy-failed'],
    ['/direct/products/prd_0000000000', 403, 'forbidden'],
  ])('%s is a problem: %s %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body]).toMatchObject([status, { code }]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('a redirect within it stays within it, and is not followed', async () => {
    const { status, headers } = await get(
      `/legacy/moved?to=${encodeURIComponent(`${legacy.url}/about`)}`,
    );
    expect([status, headers.get('location')]).toEqual([302, '/v1/legacy/about']);
  });

  it('refuses a body that is too large, and a method that no shop has', async () => {
    const large = await system.shop.call('POST', '/legacy/form', { body: 'x'.repeat(1_100_000) });
    expect([large.status, large.body]).toMatchObject([413, { code: 'payload-too-large' }]);
    const strange = await system.shop.call('OPTIONS', '/legacy/about');
    expect(strange.status).toBe(405);
  });
});

describe('a legacy shop that fails', () => {
  it('is a problem, never a page, and is asked no more for a while', async () => {
    legacy.illness = 'failing';
    const asked = legacy.asked.length;
    for (let call = 0; call < 8; call += 1) {
      const { status, body, headers } = await system.shop.call('GET', '/legacy/about');
      expect([status, body]).toMatchObject([502, { code: 'legacy-failed', retryable: true }]);
      expect(headers.get('retry-after')).toMatch(/^[15]$/);
    }
    expect(legacy.asked.length - asked).toBe(5);
    legacy.illness = undefined;
    await sleep(5_200);
    expect((await system.shop.call('GET', '/legacy/about')).status).toBe(200);
  });

  it('that is silent is a 504 after ten seconds', async () => {
    legacy.illness = 'silent';
    const { status, body } = await system.shop.call('GET', '/legacy/about');
    legacy.illness = undefined;
    expect([status, body]).toMatchObject([504, { code: 'gateway-timeout' }]);
  }, 30_000);
});

// Pages of two origins call the API of a system that was synthesised for them: what the browser is told at each step.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesise } from '../infra/support/assembly.ts';
import { demo } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

const origins = ['https://shop.example.com', 'http://localhost:5173'];

const removals: (() => void)[] = [];
let system: SystemUnderTest;

beforeAll(async () => {
  const context = { stage: 'dev', corsOrigins: origins.join(',') };
  const { errors, directory } = synthesise(context, (remove) => void removals.push(remove));
  expect(errors).toBe('');
  system = await startSystemUnderTest(directory);
}, 60_000);
afterAll(async () => {
  await system?.stop();
  for (const remove of removals) remove();
});

const allowed = ({ headers }: { readonly headers: Headers }) =>
  headers.get('access-control-allow-origin');

/** One path behind a container, one behind a function. */
const paths = [
  ['POST /orders', 'GET, POST'],
  ['POST /auth/login', 'POST'],
] as const;

describe.each(origins)('a page of %s', (origin) => {
  it.each(paths)('may ask for %s', async (route, methods) => {
    const [method, path = ''] = route.split(' ');
    const answer = await system.shop.call('OPTIONS', path, {
      headers: {
        origin,
        'access-control-request-method': method ?? '',
        'access-control-request-headers': 'authorization,content-type,idempotency-key',
      },
    });
    expect({ status: answer.status, allowed: allowed(answer) }).toEqual({
      status: 204,
      allowed: origin,
    });
    expect(answer.headers.get('access-control-allow-methods')).toBe(methods);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('reads answers of functions and of containers, refusals as well', async () => {
    const headers = { origin };
    const answers = await Promise.all([
      system.shop.call('POST', '/auth/login', { headers, body: demo }),
      system.shop.call('POST', '/auth/login', {
        headers,
        body: { ...demo, password: 'a wrong one' },
      }),
      system.shop.call('GET', '/products', { headers }),
      system.shop.call('GET', '/products/none', { headers }),
    ]);
    expect(answers.map((answer) => [answer.status, allowed(answer)])).toEqual([
      [200, origin],
      [401, origin],
      [200, origin],
      [404, origin],
    ]);
  });
});

it('a page of nobody we know may ask nothing and read nothing', async () => {
  const headers = { origin: 'https://shop.example.com.evil.example' };
  const answers = await Promise.all([
    system.shop.call('OPTIONS', '/orders', { headers }),
    system.shop.call('POST', '/auth/login', { headers, body: demo }),
    system.shop.call('GET', '/products', { headers }),
  ]);
  expect(answers.map((answer) => [answer.status, allowed(answer)])).toEqual([
    [204, null],
    [200, null],
    [200, null],
  ]);
});

it('what the gateway refuses by itself says nothing of anyone, and every page may read it', async () => {
  const headers = { origin: origins[1] ?? '' };
  const refusals = await Promise.all([
    system.shop.call('GET', '/nowhere', { headers }),
    system.shop.call('GET', '/orders', { headers }),
  ]);
  expect(refusals.map((answer) => [answer.status, allowed(answer)])).toEqual([
    [404, '*'],
    [401, '*'],
  ]);
});

// The question of a browser with several origins, asked of the method that the CDK app makes for it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, placeholderBundles, synthesise } from '../infra/support/assembly.ts';
import { at, System } from '../infra/support/system.ts';
import { type TestApi, testApi } from '../support/rest-api.ts';

const origins = ['https://shop.example.com', 'https://admin.example.com:8443'];

let api: TestApi;
const removals: (() => void)[] = [];

beforeAll(async () => {
  const later = (remove: () => void) => removals.push(remove);
  const dist = placeholderBundles(later);
  const context = { stage: 'dev', dist, corsOrigins: origins.join(',') };
  const { status, errors, directory } = synthesise(context, later);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  const options = new System(filesOf(directory))
    .of('AWS::ApiGateway::Method')
    .find(({ id }) => /^Routesanyorders[0-9A-F]{8}$/.test(id));
  api = await testApi();
  await api.method('ANY /orders', {
    Integration: at(options?.properties, 'Integration'),
    MethodResponses: at(options?.properties, 'MethodResponses'),
  });
}, 60_000);
afterAll(async () => {
  for (const remove of removals) remove();
  await api.stop();
});

const ask = (headers: Record<string, string>) =>
  api.call('/orders', {
    method: 'OPTIONS',
    headers: { 'access-control-request-method': 'POST', ...headers },
  });

it('another method that no route has is refused by the same answer', async () => {
  const { status, headers, text } = await api.call('/orders', { method: 'PUT' });
  expect([status, headers.get('allow'), JSON.parse(text).code]).toEqual([
    405,
    'GET, POST',
    'method-not-allowed',
  ]);
});

describe('a browser', () => {
  it.each(origins)('of %s may call', async (origin) => {
    const { status, headers, text } = await ask({ origin });
    expect({ status, text, type: headers.get('vary') }).toEqual({
      status: 204,
      text: '',
      type: 'Origin',
    });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
  });

  it.each([
    'https://shop.example.com.evil.example',
    'https://SHOP.example.com',
    'http://shop.example.com',
    'https://admin.example.com',
    'null',
    "' || '' == '",
    `$input.params('origin')`,
  ])('of %s may not', async (origin) => {
    const { status, headers } = await ask({ origin });
    expect({ status, allowed: headers.get('access-control-allow-origin') }).toEqual({
      status: 204,
      allowed: null,
    });
  });

  it('that names no origin may not', async () => {
    expect((await ask({})).headers.get('access-control-allow-origin')).toBeNull();
  });
});

// Bad input on every route gets a clear refusal and never a 5xx.
import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import type { RouteContract } from '../../events/http/route.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { serviceToken } from '../support/service-client.ts';
import { admin, type Call, createShop, demo } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const tokens: Record<string, string> = {};
beforeAll(async () => {
  tokens.customer = await shop.tokenOf(demo);
  tokens.admin = await shop.tokenOf(admin);
  tokens.service = await serviceToken(shop, 'orders');
});

const tokenFor = ({ auth }: RouteContract): string | undefined => {
  if (auth.kind !== 'bearer') return undefined;
  if (auth.roles.length === 0) return tokens.service;
  return auth.roles.includes('customer') ? tokens.customer : tokens.admin;
};

const send = (contract: RouteContract, call: Call) =>
  shop.call(contract.method, contract.path.replaceAll(/\{\w+\}/g, 'MUG-BLUE'), {
    token: tokenFor(contract),
    ...call,
    headers: {
      ...(contract.idempotent ? { 'idempotency-key': 'hostile-input-test' } : {}),
      ...call.headers,
    },
  });

const withBody = api
  .filter(
    ({ request, auth, accepts }) =>
      request.body !== undefined && auth.kind !== 'client' && accepts === undefined,
  )
  .map((contract): [string, RouteContract] => [`${contract.method} ${contract.path}`, contract]);

describe.each(withBody)('%s', (_, contract) => {
  it.each([
    ['text that is not JSON', '{"a":', {}, 400, 'malformed-json'],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, 400, 'malformed-json'],
    ['a member named twice', '{"a":1,"a":2}', {}, 400, 'duplicate-member'],
    ['a prototype member', '{"__proto__":{"admin":true}}', {}, 400, 'forbidden-member'],
    ['depth of 3,000', `${'['.repeat(3000)}${']'.repeat(3000)}`, {}, 400, 'too-deep'],
    ['another media type', '{}', { 'content-type': 'text/xml' }, 415, 'unsupported-media-type'],
    ['an encoded body', '{}', { 'content-encoding': 'gzip' }, 415, 'unsupported-media-type'],
  ])('refuses %s', async (_name, body, headers, status, code) => {
    const answer = await send(contract, { body, headers: headers as Record<string, string> });
    expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
  });

  it('points at a member it does not know', async () => {
    const answer = await send(contract, { body: { surprise: 1 } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual({
      pointer: '/surprise',
      code: 'unknown-member',
      detail: 'is not known here',
    });
  });

  it('refuses a body that is too large', async () => {
    const limit = contract.bodyLimit ?? 64 * 1024;
    const answer = await send(contract, { body: `{"a":"${'x'.repeat(limit)}"}` });
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 413,
      code: 'payload-too-large',
    });
  });
});

const strings = [
  '',
  ' ',
  "' OR 1=1 --",
  '../../../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '<script>alert(1)</script>',
  '{{7*7}}',
  'ord_00000000000000000000000000000000%0a',
  '\u202e\u0000',
  'x'.repeat(2_000),
];

describe('hostile path parameters', () => {
  const withParams = api.filter(({ path, method }) => path.includes('{') && method === 'GET');
  it.each(withParams.map(({ path }) => [path]))('GET %s never answers 5xx', async (path) => {
    for (const text of strings) {
      const target = path.replaceAll(/\{\w+\}/g, encodeURIComponent(text));
      const { status } = await shop.call('GET', target, { token: tokens.admin });
      expect([text, status < 500]).toEqual([text, true]);
    }
  });
});

describe('hostile queries', () => {
  const withQuery = api.filter(({ request }) => request.query !== undefined);
  it.each(withQuery.map((contract) => [contract.id, contract] as const))(
    '%s refuses what it does not know',
    async (_, { method, path, auth }) => {
      const token =
        auth.kind === 'bearer' && auth.roles.length === 0 ? tokens.service : tokens.admin;
      const queries = [
        'surprise=1',
        'limit=0',
        'limit=1e9',
        'limit=1&limit=2',
        'cursor=forged',
        '__proto__=1',
      ];
      for (const query of queries) {
        const target = path.replaceAll(/\{\w+\}/g, 'x');
        const { status } = await shop.call(method, `${target}?${query}`, { token });
        expect([query, [400, 404, 415, 422].includes(status)]).toEqual([query, true]);
      }
    },
  );
});

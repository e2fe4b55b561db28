// What holds for every operation: problems, request ids, methods, media types, sizes, paging, idempotency.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { apiUrl, awsUrl } from '../support/cloud.ts';
import { chaptersOf, createContract, expectProblem } from '../support/http-contract.ts';
import { admin, createShop, demo, order } from '../support/shop.ts';

const shop = createShop(apiUrl, awsUrl);
const { ask, refused } = createContract(shop);
let customer: string;
let staff: string;
beforeAll(async () => {
  [customer, staff] = await Promise.all([shop.tokenOf(demo), shop.tokenOf(admin)]);
});

it('every operation is asked for in one file of this suite', () => {
  const others = api.filter((route) => chaptersOf(route).length !== 1);
  expect(others.map(({ id }) => id)).toEqual([]);
});

describe('what is not there', () => {
  it('is 404 for an unknown path and an unknown id', async () => {
    expectProblem(await shop.call('GET', '/nowhere'), 404, 'not-found');
    await refused('products.read', { params: { id: 'prd_unknown' } }, 404, 'not-found');
    const params = { id: 'ord_00000000000000000000000000000000' };
    await refused('orders.read', { token: customer, params }, 404, 'not-found');
    await refused('payments.read', { token: customer, params: { orderId: 'x' } }, 404, 'not-found');
  });

  it('is 405 with Allow for a known path with another method', async () => {
    for (const [path, allow] of [
      ['/products', ['GET', 'POST']],
      ['/auth/login', ['POST']],
    ] as const) {
      const answer = await shop.call('PUT', path);
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allow);
    }
  });
});

describe.each([
  ['auth.login', {}, 8 * 1024],
  ['products.create', { staff: true }, 64 * 1024],
  ['webhooks.create-endpoint', { staff: true }, 64 * 1024],
])('a body for %s', (id, { staff: wanted }: { staff?: boolean }, limit) => {
  const refuse = (call: object, status: number, code: string) =>
    refused(id, { ...(wanted && { token: staff }), ...call }, status, code);

  it('that cannot be read is 400', async () => {
    await refuse({ body: '{"a":' }, 400, 'malformed-json');
    await refuse({ body: '{"a":1,"a":2}' }, 400, 'duplicate-member');
    await refuse({ body: '{"__proto__":{"admin":true}}' }, 400, 'forbidden-member');
    await refuse({ body: `${'['.repeat(500)}${']'.repeat(500)}` }, 400, 'too-deep');
  });

  it('that breaks a rule is 422 and points at it', async () => {
    const { body } = await refuse({ body: { surprise: 1 } }, 422, 'validation-failed');
    expect(body.errors).toContainEqual({
      pointer: '/surprise',
      code: 'unknown-member',
      detail: 'is not known here',
    });
  });

  it('of another media type or too large is 415 and 413', async () => {
    const headers = { 'content-type': 'text/xml' };
    await refuse({ body: '<a/>', headers }, 415, 'unsupported-media-type');
    await refuse({ body: `{"a":"${'x'.repeat(limit)}"}` }, 413, 'payload-too-large');
  });
});

it('a request id that is given comes back, any other is replaced', async () => {
  const given = `contract-${randomUUID()}`;
  const asked = (id: string) =>
    ask('products.list', { query: '?limit=1', headers: { 'x-request-id': id } });
  expect((await asked(given)).headers.get('x-request-id')).toBe(given);
  expect((await asked('no good')).headers.get('x-request-id')).not.toBe('no good');
});

describe('pages', () => {
  it('have a cursor for the next one that belongs to its query', async () => {
    interface Page {
      items: { id: string }[];
      nextCursor: string | null;
    }
    const first = await ask<Page>('products.list', { query: '?sort=name&limit=2' });
    const cursor = encodeURIComponent(first.body.nextCursor ?? '');
    const second = await ask<Page>('products.list', {
      query: `?sort=name&limit=2&cursor=${cursor}`,
    });
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    const other = { query: `?sort=-name&limit=2&cursor=${cursor}` };
    await refused('products.list', other, 400, 'invalid-cursor');
    for (const forged of ['forged', '', 'a.b', 'A'.repeat(3_000)]) {
      await refused('products.list', { query: `?cursor=${forged}` }, 400, 'invalid-cursor');
    }
  });

  it('have a size from 1 to 100', async () => {
    await refused('products.list', { query: '?limit=0' }, 422, 'validation-failed');
    await refused('products.list', { query: '?limit=101' }, 422, 'validation-failed');
  });
});

describe('an idempotency key', () => {
  const place = (key: string | undefined, quantity = 1) =>
    shop.call('POST', '/orders', {
      token: customer,
      body: order('MUG-BLUE', 'tok_approved', quantity),
      headers: key === undefined ? {} : { 'idempotency-key': key },
    });

  it('is required where stock and money move', async () => {
    expectProblem(await place(undefined), 400, 'idempotency-key-missing');
    expectProblem(await place('short'), 400, 'idempotency-key-invalid');
  });

  it('used again gives the first answer byte for byte, with another body 422', async () => {
    const key = randomUUID();
    const [first, again] = [await place(key), await place(key)];
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expectProblem(await place(key, 2), 422, 'idempotency-key-reused');
  });
});

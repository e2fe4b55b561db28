// Every request takes the same path: what is refused is refused before the handler, as problem details.
import { Type } from 'typebox';
import { describe, expect, it, vi } from 'vitest';
import {
  admin,
  adminOr,
  anyUser,
  customer,
  defineRoute,
  guestOrCustomer,
  open,
} from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { KeyTaken } from '../../platform/data/records.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { callAnyhow as call, identity, services } from '../support/http.ts';
import { outcomeOf } from '../support/refusals.ts';

const route = (changes: object = {}) =>
  defineRoute({
    id: 'orders.test',
    service: 'orders',
    method: 'POST',
    path: '/things/{id}',
    summary: 'A thing',
    auth: open,
    request: {
      params: strict({ id: Type.String({ pattern: '^[a-z]+$' }) }),
      query: strict({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
        sku: Type.Optional(Type.Array(Type.String())),
      }),
      body: strict({
        name: Type.String({ minLength: 1 }),
        tags: Type.Optional(strict({ 'a/b': Type.Integer() })),
      }),
    },
    responses: { 200: null },
    ...changes,
  });

const echo = (changes: object = {}) =>
  endpoint(route(changes), ({ params, query, body }) => ({
    status: 200,
    body: { params, query, body },
  }));

const good = { params: { id: 'abc' }, body: { name: 'x' } };
const bearer = { authorization: 'Bearer token' };

describe('an endpoint', () => {
  it('hands the handler checked input and answers with security headers and the request id', async () => {
    const reply = await call(echo(), {
      ...good,
      query: 'limit=7&sku=A&sku=B',
      headers: { 'x-request-id': 'request-0001' },
    });
    expect(reply).toMatchObject({
      status: 200,
      body: { params: { id: 'abc' }, query: { limit: 7, sku: ['A', 'B'] }, body: { name: 'x' } },
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'request-0001',
        'x-content-type-options': 'nosniff',
      },
    });
  });

  it('fills in defaults and takes one value where a list is wanted', async () => {
    const { body } = await call(echo(), { ...good, query: 'sku=A' });
    expect(body.query).toEqual({ limit: 20, sku: ['A'] });
  });

  it('makes a request id where the given one is not in its format', async () => {
    const { headers } = await call(echo(), { ...good, headers: { 'x-request-id': 'a b\nc' } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['a body that is not JSON', { ...good, body: '{' }, 400, 'malformed-json'],
    ['an empty body', { ...good, body: '' }, 400, 'malformed-json'],
    ['a member named twice', { ...good, body: '{"name":"a","name":"b"}' }, 400, 'duplicate-member'],
    [
      'a prototype member',
      { ...good, body: '{"name":"a","__proto__":{}}' },
      400,
      'forbidden-member',
    ],
    [
      'another media type',
      { ...good, headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    [
      'an encoded body',
      { ...good, headers: { 'content-encoding': 'gzip' } },
      415,
      'unsupported-media-type',
    ],
    ['a body too large', { ...good, body: { name: 'x'.repeat(65_536) } }, 413, 'payload-too-large'],
    ['an unknown member', { ...good, body: { name: 'a', more: 1 } }, 422, 'unknown-member'],
    ['a missing member', { ...good, body: {} }, 422, 'validation-failed'],
    ['a wrong type', { ...good, body: { name: 7 } }, 422, 'validation-failed'],
    ['an array for an object', { ...good, body: [] }, 422, 'validation-failed'],
    ['null for an object', { ...good, body: 'null' }, 422, 'validation-failed'],
    ['a query out of range', { ...good, query: 'limit=0' }, 422, 'validation-failed'],
    ['a query of the wrong type', { ...good, query: 'limit=1e1000' }, 422, 'validation-failed'],
    ['a query parameter twice', { ...good, query: 'limit=1&limit=2' }, 422, 'validation-failed'],
    ['an unknown query parameter', { ...good, query: 'x=1' }, 422, 'unknown-member'],
    ['a prototype in the query', { ...good, query: '__proto__=1' }, 422, 'unknown-member'],
    ['an id out of format', { ...good, params: { id: '../etc' } }, 404, 'not-found'],
  ])('refuses %s', async (_, request, status, code) => {
    const reply = await call(echo(), request);
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(reply.body).toMatchObject({ status, code, retryable: false });
    expect(reply.body.type).toBe(`https://tandem.example/problems/${code}`);
    expect(reply.body.instance).toBe(`urn:request:${reply.headers['x-request-id']}`);
  });

  it('points at the members that are wrong', async () => {
    const { body } = await call(echo(), {
      ...good,
      body: { name: '', tags: { 'a/b': 'x' }, 'c~d': 1 },
    });
    expect(body.errors).toEqual([
      { pointer: '/c~0d', code: 'unknown-member', detail: 'is not known here' },
      { pointer: '/name', code: 'minLength', detail: 'must NOT have fewer than 1 characters' },
      { pointer: '/tags/a~1b', code: 'type', detail: 'must be integer' },
    ]);
  });

  it('never tells what went wrong inside', async () => {
    const broken = endpoint(route(), () => {
      throw new Error('the password of the database is hunter2');
    });
    const { status, body, text } = await call(broken, good);
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' });
    expect(text).not.toContain('hunter2');
  });

  it('asks for another try when a dependency does not answer in time', async () => {
    const slow = endpoint(route(), () => {
      throw Object.assign(new Error('socket'), { name: 'TimeoutError' });
    });
    const { status, body, headers } = await call(slow, good);
    expect({ status, code: body.code, retryable: body.retryable }).toEqual({
      status: 503,
      code: 'overloaded',
      retryable: true,
    });
    expect(headers['retry-after']).toBe('1');
  });

  it('answers a refusal of the handler with its code, detail and Retry-After', async () => {
    const refusing = endpoint(route(), () => {
      throw new AppError('rate-limited', { detail: 'Slow down.', retryAfter: 7 });
    });
    const { status, body, headers } = await call(refusing, good);
    expect({ status, code: body.code, detail: body.detail, retryable: body.retryable }).toEqual({
      status: 429,
      code: 'rate-limited',
      detail: 'Slow down.',
      retryable: true,
    });
    expect(headers['retry-after']).toBe('7');
  });

  it('allows an origin only from the list', async () => {
    const given = services({ corsOrigins: ['https://shop.example'] });
    const from = (origin: string) => call(echo(), { ...good, headers: { origin } }, given);
    expect((await from('https://shop.example')).headers['access-control-allow-origin']).toBe(
      'https://shop.example',
    );
    expect((await from('https://evil.example')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
  });
});

describe('authorisation', () => {
  const client = identity({
    kind: 'client',
    subject: 'cli_partner',
    roles: [],
    scopes: ['inventory:read'],
  });

  const support = identity({ roles: ['support'] });
  const unknown = '401 unauthenticated';
  const forbidden = '403 forbidden';

  it.each([
    ['no token where one is wanted', customer, {}, undefined, unknown],
    ['another scheme', guestOrCustomer, { authorization: 'Basic eDp5' }, undefined, unknown],
    ['two tokens', customer, { authorization: ['Bearer a', 'Bearer b'] }, identity(), unknown],
    ['a customer', customer, bearer, identity(), '200'],
    ['a customer on an admin route', admin, bearer, identity(), forbidden],
    ['an admin', admin, bearer, identity({ roles: ['admin'] }), '200'],
    ['a client with the scope', adminOr('inventory:read'), bearer, client, '200'],
    ['a client without the scope', adminOr('inventory:write'), bearer, client, forbidden],
    [
      'a client on a customer route',
      customer,
      bearer,
      { ...client, roles: ['customer'] },
      forbidden,
    ],
    ['staff who buy nothing, on their own account', anyUser, bearer, support, '200'],
    ['staff who buy nothing, on a customer route', customer, bearer, support, forbidden],
    ['a user without a role', anyUser, bearer, identity({ roles: [] }), forbidden],
    ['a client on an account', anyUser, bearer, { ...client, roles: ['customer'] }, forbidden],
    [
      'a user who claims a scope',
      adminOr('inventory:read'),
      bearer,
      identity({ scopes: ['inventory:read'] }),
      forbidden,
    ],
    ['a guest where guests may', guestOrCustomer, {}, undefined, '200'],
    ['a bad token where guests may', guestOrCustomer, bearer, undefined, unknown],
  ])('%s', async (_, auth, headers, who, outcome) => {
    const given = services({
      verify: async () => {
        if (who === undefined) throw new AppError('unauthenticated');
        return who;
      },
    });
    const reply = await call(echo({ auth }), { ...good, headers }, given);
    expect(outcomeOf(reply)).toBe(outcome);
    if (reply.status === 401) expect(reply.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('Idempotency-Key', () => {
  const key = 'k'.repeat(16);
  const idempotent = { idempotent: true, auth: customer };
  const record = (requestHash: string) => ({
    requestHash,
    expiresAt: 9_999_999_999,
    reply: { status: 201, headers: { location: '/v1/things/1' }, body: '{"id": 1}' },
  });

  it.each([
    ['missing', undefined, 'idempotency-key-missing'],
    ['too short', 'k'.repeat(15), 'idempotency-key-invalid'],
    ['too long', 'k'.repeat(256), 'idempotency-key-invalid'],
    ['with a space', `${key} x`, 'idempotency-key-invalid'],
    ['half quoted', `"${key}`, 'idempotency-key-invalid'],
    ['sent twice', [key, key], 'idempotency-key-invalid'],
  ])('%s is 400', async (_, value, code) => {
    const headers = { ...bearer, ...(value === undefined ? {} : { 'idempotency-key': value }) };
    const given = services({ replays: { find: async () => undefined } });
    const reply = await call(echo(idempotent), { ...good, headers }, given);
    expect({ status: reply.status, code: reply.body.code }).toEqual({ status: 400, code });
  });

  it('replays the stored answer byte for byte, and refuses another request with the key', async () => {
    const handle = vi.fn(() => ({ status: 201 }));
    let hash = '';
    const seen = endpoint(route(idempotent), ({ idempotency }) => {
      hash = idempotency?.requestHash ?? '';
      return handle();
    });
    const headers = { ...bearer, 'idempotency-key': `"${key}"` };
    await call(seen, { ...good, headers }, services({ replays: { find: async () => undefined } }));
    const given = services({ replays: { find: async () => record(hash) } });
    const replay = await call(seen, { ...good, headers }, given);
    expect(replay).toMatchObject({
      status: 201,
      text: '{"id": 1}',
      headers: { 'idempotent-replayed': 'true', location: '/v1/things/1' },
    });
    const other = await call(seen, { ...good, body: { name: 'other' }, headers }, given);
    expect({ status: other.status, code: other.body.code }).toEqual({
      status: 422,
      code: 'idempotency-key-reused',
    });
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('answers the loser of a race with what the winner got', async () => {
    const headers = { ...bearer, 'idempotency-key': key };
    let lookUps = 0;
    let hash = '';
    const losing = endpoint(route(idempotent), ({ idempotency }) => {
      hash = idempotency?.requestHash ?? '';
      throw new KeyTaken();
    });
    const find = async () => {
      lookUps += 1;
      return lookUps === 1 ? undefined : record(hash);
    };
    const reply = await call(losing, { ...good, headers }, services({ replays: { find } }));
    expect({ status: reply.status, text: reply.text }).toEqual({ status: 201, text: '{"id": 1}' });
  });
});

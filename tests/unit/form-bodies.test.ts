// Forms as bodies of requests: what is in them, and what is no form in UTF-8.
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineRoute, open } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { call } from '../support/http.ts';
import { outcomeOf } from '../support/refusals.ts';

const type = 'application/x-www-form-urlencoded';
const form = (changes: object = {}) =>
  endpoint(
    defineRoute({
      id: 'auth.test',
      service: 'auth',
      method: 'POST',
      path: '/forms',
      summary: 'A form',
      auth: open,
      accepts: type,
      bodyLimit: 64,
      request: {
        body: strict({ a: Type.String(), b: Type.Optional(Type.Array(Type.String())) }),
      },
      responses: { 200: null },
      ...changes,
    } as Parameters<typeof defineRoute>[0]),
    ({ body }) => ({ status: 200, body: { body } }),
  );

const send = (body: string | Uint8Array, contentType = type, changes: object = {}) =>
  call(form(changes), { body, headers: { 'content-type': contentType } });

describe('a form', () => {
  it.each([
    ['a=x', { a: 'x' }],
    ['a=x+y%20%C3%A4', { a: 'x y ä' }],
    ['a=&b=1&b=2', { a: '', b: ['1', '2'] }],
    ['a=1%3D2', { a: '1=2' }],
  ])('%s is read', async (body, read) => {
    expect((await send(body)).body).toEqual({ body: read });
  });

  it.each([type.toUpperCase(), `${type}; charset=utf-8`, ` ${type} ;x`])(
    'is one of the type %j',
    async (contentType) => {
      expect((await send('a=x', contentType)).status).toBe(200);
    },
  );

  it.each([
    ['bytes that are none', Buffer.from([0x61, 0x3d, 0xff]), '400 malformed-request'],
    ['escaped bytes that are none', 'a=%C3%28', '400 malformed-request'],
    ['half an escape', 'a=100%', '400 malformed-request'],
    ['half an escape in a name', 'a%=1', '400 malformed-request'],
    ['the mark of what was replaced', 'a=\uFFFD', '400 malformed-request'],
    ['a mark of byte order before it', '\uFEFFa=x', '422 validation-failed'],
    ['a member twice that is no list', 'a=1&a=2', '422 validation-failed'],
    ['a member that is not known', 'a=1&c=2', '422 unknown-member'],
    ['a prototype', 'a=1&__proto__=2', '422 unknown-member'],
    ['nothing', '', '422 validation-failed'],
  ])('with %s is refused', async (_, body, outcome) => {
    expect(outcomeOf(await send(body))).toBe(outcome);
  });

  it.each([
    [64, '200'],
    [65, '413 payload-too-large'],
  ])('of %i bytes is answered with %s', async (size, outcome) => {
    expect(outcomeOf(await send(`a=${'x'.repeat(size - 2)}`))).toBe(outcome);
  });

  it.each(['application/json', 'text/plain', `${type}x`, ''])('is not %j', async (contentType) => {
    expect(outcomeOf(await send('a=x', contentType))).toBe('415 unsupported-media-type');
  });
});

it('a body that may be left out is none where it is empty, and else what it should be', async () => {
  const request = { body: Type.Optional(strict({ a: Type.String() })) };
  expect((await send('', 'text/plain', { request })).body).toEqual({});
  expect((await send('a=x', type, { request })).body).toEqual({ body: { a: 'x' } });
  expect(outcomeOf(await send('a=x', 'text/plain', { request }))).toBe(
    '415 unsupported-media-type',
  );
});

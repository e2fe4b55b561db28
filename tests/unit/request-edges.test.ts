// What a request brings that another reader could take for something else: read in one way or refused.
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineRoute, open } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { takes } from '../../platform/http/request.ts';
import { callAnyhow as call, services, type TestRequest } from '../support/http.ts';
import { outcomeOf } from '../support/refusals.ts';

const searching = endpoint(
  defineRoute({
    id: 'orders.test',
    service: 'orders',
    method: 'GET',
    path: '/things',
    summary: 'Things',
    auth: open,
    request: {
      query: strict({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
        q: Type.Optional(Type.String()),
      }),
    },
    responses: { 200: Type.Unknown() },
  }),
  ({ query }) => ({ status: 200, body: query }),
);

describe('a number in a query', () => {
  it.each(['0x10', '0b11', '%205', '5%20', '1e1', '1.0', '%2B5', '05', '10_0', ''])(
    'is not %j',
    async (text) => {
      const { status, body } = await call(searching, { query: `limit=${text}` });
      expect([status, body.code, body.errors?.[0].pointer]).toEqual([
        422,
        'validation-failed',
        '/limit',
      ]);
    },
  );

  it.each([1, 10, 100])('is %i', async (limit) => {
    expect((await call(searching, { query: `limit=${limit}` })).body).toEqual({ limit });
  });
});

describe('a text in a query', () => {
  it.each([
    ['a byte that is no UTF-8', 'q=%FF'],
    ['an overlong sequence', 'q=%C0%AF'],
    ['a surrogate', 'q=%ED%A0%80'],
    ['a sequence that is cut off', 'q=%E0%A4'],
    ['a name that is no UTF-8', '%FF=1'],
  ])('is not %s', async (_, query) => {
    expect(outcomeOf(await call(searching, { query }))).toBe('400 malformed-request');
  });

  it('may be any text, though nothing is found by some', async () => {
    const q = 'a\tb\0 größe 日本 😀 100%';
    const query = new URLSearchParams({ q }).toString();
    expect((await call(searching, { query })).body).toEqual({ q });
  });
});

describe('a header that comes in several lines', () => {
  const taking = (request: object) =>
    endpoint(
      defineRoute({
        id: 'orders.test',
        service: 'orders',
        method: 'PUT',
        path: '/things',
        summary: 'A thing',
        auth: open,
        request,
        responses: { 200: Type.Unknown() },
      }),
      ({ header }) => ({ status: 200, body: [header('if-match') ?? null] }),
    );

  it.each<[string[], string | null]>([
    [['"1"'], '"1"'],
    [['"1"', '"2", "3"'], '"1", "2", "3"'],
    [[], null],
  ])('%j is one list', async (lines, list) => {
    const headers: TestRequest['headers'] = lines.length === 0 ? {} : { 'if-match': lines };
    expect((await call(taking({}), { headers })).body).toEqual([list]);
  });

  it.each([
    [['application/json'], '200'],
    [['application/json', 'application/json'], '415 unsupported-media-type'],
    [['application/json', 'text/plain'], '415 unsupported-media-type'],
    [['text/plain', 'application/json'], '415 unsupported-media-type'],
  ])('%j as the type of a body: %s', async (types, outcome) => {
    const request: TestRequest = { body: {}, headers: { 'content-type': types } };
    expect(outcomeOf(await call(taking({ body: strict({}) }), request))).toBe(outcome);
  });
});

describe('an answer that pages of other origins may read', () => {
  const shop = 'https://shop.example';
  const kept = (vary?: string) =>
    endpoint(searching.contract, () => ({
      status: 200,
      headers: { 'cache-control': 'public, max-age=60', ...(vary && { vary }) },
      body: {},
    }));

  it.each<[string[], string | undefined, string | undefined, string | undefined]>([
    [[shop], shop, undefined, 'Origin'],
    [[shop], 'https://evil.example', undefined, 'Origin'],
    [[shop], undefined, undefined, 'Origin'],
    [[shop], undefined, 'Accept-Encoding', 'Origin, Accept-Encoding'],
    [[shop], shop, 'Accept, Origin', 'Origin, Accept'],
    [[], shop, undefined, undefined],
    [[], shop, 'Accept', 'Accept'],
  ])(
    'allowed to %j, asked for from %j: a cache keeps it by %j and so by %j',
    async (corsOrigins, origin, own, vary) => {
      const headers: TestRequest['headers'] = origin === undefined ? {} : { origin };
      const answer = await call(kept(own), { headers }, services({ corsOrigins }));
      expect(answer.headers.vary).toBe(vary);
    },
  );
});

describe('server-sent events', () => {
  it.each([
    ['text/event-stream', true],
    ['TEXT/Event-Stream; charset=utf-8', true],
    ['application/json, text/event-stream;q=0.5', true],
    ['text/event-stream;q=0.001', true],
    ['text/event-stream;q=0', false],
    ['text/event-stream; q=0.000, application/json', false],
    ['application/json, text/event-stream ; charset=utf-8 ; Q=0', false],
    ['text/event-streams', false],
    ['*/*', false],
  ])('Accept %j wants them: %s', (accept, is) => {
    expect(takes(accept, 'text/event-stream')).toBe(is);
  });
});

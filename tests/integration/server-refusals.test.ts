// What the server of a container answers by itself looks like every other answer; what it passes on, it passes on whole.
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defineRoute, open } from '../../events/http/route.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createEventStreams } from '../../platform/http/event-streams.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { identity, quietLog } from '../support/http.ts';

const echoRoute = defineRoute({
  id: 'orders.test',
  service: 'orders',
  method: 'GET',
  path: '/echo',
  summary: 'What was asked',
  auth: open,
  request: {
    query: strict({ q: Type.Optional(Type.String()), category: Type.Optional(Type.String()) }),
  },
  responses: { 200: Type.Unknown() },
});

const streamRoute = defineRoute({
  ...echoRoute,
  id: 'orders.stream',
  path: '/stream',
  request: {},
});
const streams = createEventStreams();

const shop = 'https://shop.example';
let server: FastifyInstance;
beforeAll(() => {
  server = createServer({
    endpoints: [
      endpoint(echoRoute, ({ query }) => ({ status: 200, body: query })),
      endpoint(streamRoute, () => ({ status: 200, stream: streams.open('ada') })),
    ],
    services: {
      verify: async () => identity(),
      log: quietLog,
      clock: systemClock,
      corsOrigins: [shop],
    },
    prefix: '/v1',
    ready: async () => {},
  });
});
afterAll(() => server.close());

it('a query keeps the question marks it has of its own', async () => {
  const answer = await server.inject('/v1/echo?q=what?&category=mugs');
  expect(answer.json()).toEqual({ q: 'what?', category: 'mugs' });
  expect(answer.headers['content-type']).toBe('application/json');
});

it.each(['/v1/echo?q=a', '/health/live'])('HEAD %s has the headers of GET', async (url) => {
  const named = (method: 'GET' | 'HEAD') =>
    server.inject({ method, url, headers: { 'x-request-id': 'request-of-mine' } });
  const [{ headers, body }, head] = await Promise.all([named('GET'), named('HEAD')]);
  expect([head.statusCode, head.body]).toEqual([200, '']);
  expect(head.headers).toEqual({ ...headers, date: head.headers.date });
  expect(headers['content-length']).toBe(String(body.length));
});

it('HEAD opens no stream', async () => {
  const { statusCode, headers, body } = await server.inject({ method: 'HEAD', url: '/v1/stream' });
  expect([statusCode, headers['content-type'], body]).toEqual([200, 'text/event-stream', '']);
  expect(streams.count).toBe(0);
});

it.each([
  ['an unknown path', { url: '/v1/nothing' }, 404],
  ['a body that is too large', { method: 'POST', url: '/v1/echo', payload: 'x'.repeat(3e6) }, 413],
] as const)(
  '%s is answered with the id of the request and the headers of all answers',
  async (_, request, status) => {
    const answer = await server.inject({
      ...request,
      headers: { 'x-request-id': 'request-of-mine' },
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-request-id': 'request-of-mine',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(answer.json().instance).toBe('urn:request:request-of-mine');
  },
);

it('an id that is none is that of the gateway', async () => {
  const gateway = '8bb04b35-91d7-4f3c-9c3e-2ad1d3f0a5aa';
  const { headers } = await server.inject({
    url: '/v1/nothing',
    headers: { 'x-request-id': 'a b', 'x-gateway-request-id': gateway },
  });
  expect(headers['x-request-id']).toBe(gateway);
});

it('an id that is none is replaced', async () => {
  const { headers } = await server.inject({
    url: '/v1/nothing',
    headers: { 'x-request-id': 'a b' },
  });
  expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
});

it('a page of an allowed origin may read the headers that matter', async () => {
  const from = (origin: string) => server.inject({ url: '/v1/echo', headers: { origin } });
  expect((await from(shop)).headers['access-control-expose-headers']).toContain('X-Cart-Token');
  const other = await from('https://evil.example');
  expect(other.headers).not.toHaveProperty('access-control-expose-headers');
});

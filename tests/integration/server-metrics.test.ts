// What a container tells a scraper: requests by route and class of status, however many paths are tried, and nothing of what was sent.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { afterEach, expect, it } from 'vitest';
import { defineRoute } from '../../events/http/route.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import type { GuardOptions } from '../../platform/http/server/guard.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { createMetrics, type Metrics } from '../../platform/telemetry/prometheus.ts';
import type { Tracer } from '../../platform/telemetry/trace.ts';
import { services } from '../support/http.ts';
import { readOpenMetrics } from '../support/open-metrics.ts';
import { tracerUnderTest } from '../support/tracer.ts';

const mugRoute = defineRoute({
  id: 'test.mug',
  method: 'GET',
  path: '/mugs/{id}',
  summary: 'A mug',
  service: 'products',
  auth: { kind: 'public' },
  request: { params: Type.Object({ id: Type.String() }) },
  responses: { 200: Type.Object({}) },
} as never);

const mug = endpoint(mugRoute, async ({ params }) => {
  if ((params as unknown as { id: string }).id === 'absent') throw new AppError('not-found');
  return { status: 200, body: {} } as never;
});

let server: FastifyInstance;
afterEach(() => server.close());

const start = async (
  metrics: Metrics | undefined = createMetrics(),
  limits: GuardOptions = { drainMs: 100 },
  tracer?: Tracer,
) => {
  const ready = async () => {};
  const rest = { services: services(), prefix: '/v1', ready, ...(tracer && { tracer }) };
  server = createServer({ endpoints: [mug], ...rest, limits, metrics });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as { port: number };
  /** The path as it is: fetch would resolve its dots. */
  return async (path: string, headers: Record<string, string> = {}) => {
    const asking = get({ host: '127.0.0.1', port, path, headers });
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    const { statusCode: status, headers: answered } = answer;
    return { status, type: answered['content-type'], text: await text(answer) };
  };
};

const counted = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith('tandem_http_request_duration_seconds_count'));

const count = (route: string, status: string, requests: number) =>
  `tandem_http_request_duration_seconds_count{route="${route}",status="${status}"} ${requests}`;

it('requests are counted and timed by route and class of status, and whoever watches is not', async () => {
  const ask = await start();
  for (const id of ['blue', 'red', 'absent']) await ask(`/v1/mugs/${id}`);
  for (const path of ['/health/live', '/health/ready', '/metrics']) await ask(path);
  const { status, type, text: told } = await ask('/metrics');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(counted(told)).toEqual([count('test.mug', '2xx', 2), count('test.mug', '4xx', 1)]);
  expect(told).toContain('le="0.005",route="test.mug",status="2xx"');
});

it('a request of a trace that is kept is an example of its route, for who asks for OpenMetrics', async () => {
  const { tracer, stop, spans } = tracerUnderTest();
  const ask = await start(createMetrics(), { drainMs: 100 }, tracer);
  const of = (kept: boolean) => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-0${kept ? 1 : 0}`;
  await ask('/v1/mugs/blue', { traceparent: of(true) });
  await ask('/v1/mugs/absent', { traceparent: of(false) });
  await ask('/v1/nothing', { traceparent: of(true) });
  const { type, text: told } = await ask('/metrics', { accept: 'application/openmetrics-text' });
  await stop();
  expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  const [span] = spans();
  const examples = readOpenMetrics(told).filter(({ exemplar }) => exemplar);
  expect(
    examples.map(({ labels: { route, status }, exemplar }) => [route, status, exemplar]),
  ).toEqual([
    [
      'test.mug',
      '2xx',
      expect.objectContaining({ labels: { trace_id: span?.traceId, span_id: span?.spanId } }),
    ],
  ]);
});

it('process and event loop are told in every answer', async () => {
  const ask = await start();
  const { text: told } = await ask('/metrics');
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
  ]) {
    expect(told).toMatch(new RegExp(`^${name} [\\d.e-]+$`, 'm'));
  }
});

it('a thousand paths nobody knows are one series, and what was sent stands in none', async () => {
  const ask = await start();
  const secret = 'Bearer eyJ-a-secret';
  for (let path = 0; path < 1_000; path += 1) {
    await ask(`/v1/guess-${path}"}%201%0A`, { authorization: secret });
  }
  await ask('/v1/mugs/a-person@example.com', { authorization: secret });
  const { text: told } = await ask('/metrics');
  expect(counted(told)).toEqual([count('none', '4xx', 1_000), count('test.mug', '2xx', 1)]);
  expect(told).not.toMatch(/guess|example\.com|eyJ/);
});

it('metrics are told while requests are turned away, and those are among them', async () => {
  const ask = await start(createMetrics(), { drainMs: 100, maxInFlight: 0 });
  expect((await ask('/v1/mugs/blue')).status).toBe(503);
  const { status, text: told } = await ask('/metrics');
  expect(status).toBe(200);
  expect(counted(told)).toEqual([count('test.mug', '5xx', 1)]);
});

it.each(['/v1/metrics', '/metrics/', '//metrics', '/v1/mugs/../../metrics', '/v1/..%2fmetrics'])(
  '%s is no other way to them',
  async (path) => {
    const ask = await start();
    expect((await ask(path)).text).not.toContain('process_cpu');
  },
);

it('a server that keeps no metrics has no such route', async () => {
  const ready = async () => {};
  server = createServer({ endpoints: [mug], services: services(), prefix: '/v1', ready });
  expect((await server.inject('/metrics')).statusCode).toBe(404);
});

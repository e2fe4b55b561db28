// Spans taken in over OTLP, and what is found again of them and of the log lines.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogs } from '../../localstack/cloud/logs/logs.ts';
import { freePort } from '../../localstack/cloud/ports.ts';
import { tandemRoutes } from '../../localstack/tandem/routing.ts';
import { telemetryRoutes } from '../../localstack/tandem/traces.ts';
import { createTraces } from '../../localstack/telemetry/traces.ts';

const directory = mkdtempSync(join(tmpdir(), 'tandem-traces-'));
const logs = createLogs({});
const traces = createTraces(directory);
const routes = tandemRoutes(
  telemetryRoutes({
    logs,
    traces,
    idsOf: async (order) => ({ logs: [order, 'req_of_order'], traces: ['1'.repeat(32)] }),
  }),
);
const server = createServer((request, response) => void routes(request, response));
let url: string;

beforeAll(async () => {
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${port}/_tandem`;
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

const ask = async (path: string, body?: unknown) => {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/${path}`, { headers, ...init });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const span = (more: object = {}) => ({
  traceId: '1'.repeat(32),
  spanId: '2'.repeat(16),
  name: 'POST /orders',
  kind: 2,
  startTimeUnixNano: '1767225600000000000',
  endTimeUnixNano: '1767225600025500000',
  ...more,
});

const request = (...spans: object[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
      scopeSpans: [{ scope: { name: 'tandem' }, spans }],
    },
  ],
});

test('a trace is its spans with those who sent them, and the lines that carry its id', async () => {
  const child = span({
    spanId: '3'.repeat(16),
    parentSpanId: '2'.repeat(16),
    name: '<img src=x onerror=alert(1)>',
    kind: 3,
    status: { code: 2 },
    startTimeUnixNano: '1767225600001000000',
    attributes: [
      { key: 'rpc.system', value: { stringValue: 'aws-api' } },
      { key: 'count', value: { intValue: '3' } },
      { key: 'units', value: { doubleValue: 1.5 } },
      { key: 'cold', value: { boolValue: true } },
    ],
    links: [{ traceId: '5'.repeat(32), spanId: '6'.repeat(16) }],
  });
  expect(await ask('otlp/v1/traces', request(span(), child))).toEqual({ status: 200, body: {} });
  logs.line('orders', JSON.stringify({ message: 'placed', traceId: '1'.repeat(32) }));
  expect(await ask(`traces/${'1'.repeat(32)}`)).toEqual({
    status: 200,
    body: {
      traceId: '1'.repeat(32),
      spans: [
        {
          traceId: '1'.repeat(32),
          spanId: '2'.repeat(16),
          parentId: null,
          name: 'POST /orders',
          kind: 'server',
          service: 'orders',
          startMs: 1767225600000,
          durationMs: 25.5,
          failed: false,
          attributes: {},
          links: [],
        },
        expect.objectContaining({
          parentId: '2'.repeat(16),
          name: '<img src=x onerror=alert(1)>',
          kind: 'client',
          failed: true,
          attributes: { 'rpc.system': 'aws-api', count: 3, units: 1.5, cold: true },
          links: [{ traceId: '5'.repeat(32), spanId: '6'.repeat(16) }],
        }),
      ],
      logs: [expect.objectContaining({ source: 'orders', message: 'placed' })],
    },
  });
  expect(await ask('traces/none')).toMatchObject({ status: 404 });
});

test('traces are found by text, service, state, length and order, newest first', async () => {
  const later = {
    startTimeUnixNano: '1767225700000000000',
    endTimeUnixNano: '1767225700900000000',
  };
  await ask(
    'otlp/v1/traces',
    request(span({ traceId: '9'.repeat(32), name: 'GET /cart', ...later })),
  );
  const found = async (query: string) =>
    ((await ask(`traces?${query}`)).body.traces as { name: string }[]).map(({ name }) => name);
  expect(await found('')).toEqual(['GET /cart', 'POST /orders']);
  expect(await found('text=AWS-API')).toEqual(['POST /orders']);
  expect(await found('status=ok')).toEqual(['GET /cart']);
  expect(await found('minMs=100')).toEqual(['GET /cart']);
  expect(await found('service=nobody')).toEqual([]);
  expect(await found('order=ord_1')).toEqual(['POST /orders']);
  expect((await ask('traces?limit=1')).body.next).toEqual(expect.any(String));
});

test('what was taken in is there after a restart', () => {
  const again = createTraces(directory);
  expect(again.spans('1'.repeat(32))).toHaveLength(2);
  expect(again.list({}, 10)).toEqual(traces.list({}, 10));
});

test.each([
  [[]],
  ['text'],
  [{ resourceSpans: {} }],
  [request(span({ traceId: '0'.repeat(32) }))],
  [request(span({ traceId: '../../etc/passwd' }))],
  [request(span({ spanId: 7 }))],
  [request(span({ startTimeUnixNano: 'soon' }))],
  [request(span({ attributes: [{ key: 'a' }] }))],
  [request(span({ links: [{}] }))],
])('%j is no export and is refused as a whole', async (body) => {
  const before = traces.list({}, 10);
  expect(await ask('otlp/v1/traces', body)).toMatchObject({ status: 400 });
  expect(traces.list({}, 10)).toEqual(before);
});

test.each([
  'logs?level=loud',
  'logs?limit=0',
  'logs?limit=1e9',
  'logs?limit=-1',
  'traces?status=maybe',
  'traces?minMs=soon',
  'traces/%E0%A4%A',
])('the question %s is refused', async (path) => {
  expect(await ask(path)).toMatchObject({ status: 400 });
});

test('the lines of an order are those that carry one of its ids', async () => {
  logs.line('orders', JSON.stringify({ message: 'placed', correlationId: 'req_of_order' }));
  logs.line('orders', JSON.stringify({ message: 'other', correlationId: 'req_other' }));
  logs.line('webhooks', '<script>alert(1)</script> ord_1');
  const { body } = await ask('logs?order=ord_1');
  expect(body).toMatchObject({
    lines: [
      { source: 'webhooks', message: '<script>alert(1)</script> ord_1', record: null },
      { source: 'orders', message: 'placed', correlationId: 'req_of_order' },
    ],
    next: null,
  });
});

// Spans that go on to a backend of the developer's own are there what they are here.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, expect, it, vi } from 'vitest';
import { forward } from '../../localstack/telemetry/forward.ts';
import { type Span, spansOf } from '../../localstack/telemetry/span.ts';
import { createTraces } from '../../localstack/telemetry/traces.ts';

const received: { url: string | undefined; spans: Span[] }[] = [];
let status = 200;
const backend = createServer(async (request, response) => {
  received.push({ url: request.url, spans: spansOf(await json(request)) });
  response.writeHead(status).end('{}');
});
backend.listen(0, '127.0.0.1');
await once(backend, 'listening');
const endpoint = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/`;
afterAll(() => void backend.close());

const span = (service: string): Span => ({
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentId: 'c'.repeat(16),
  name: '<b>POST /orders</b>',
  kind: 'consumer',
  service,
  startMs: 1_767_225_600_000,
  durationMs: 25,
  failed: true,
  attributes: { text: 'x', count: 3, share: 0.5, cold: true },
  links: [{ traceId: 'd'.repeat(32), spanId: 'e'.repeat(16) }],
});

it('what comes within a moment is sent at once: each service is a resource, and each span comes back as it was', async () => {
  const traces = createTraces(undefined);
  const stop = forward(traces, endpoint, () => {});
  traces.add([span('orders')]);
  traces.add([span('gateway')]);
  await vi.waitUntil(() => received.length === 1, { timeout: 60_000 });
  expect(received).toEqual([{ url: '/v1/traces', spans: [span('orders'), span('gateway')] }]);
  stop();
});

it('a backend that takes nothing is told of once, and the spans stay here', async () => {
  const traces = createTraces(undefined);
  const onError = vi.fn();
  forward(traces, endpoint, onError);
  status = 503;
  received.length = 0;
  for (let sent = 1; sent <= 3; sent += 1) {
    traces.add([span('orders')]);
    await vi.waitUntil(() => received.length === sent, { timeout: 60_000 });
  }
  await vi.waitUntil(() => onError.mock.calls.length > 0, { timeout: 60_000 });
  expect(onError).toHaveBeenCalledTimes(1);
  expect(traces.spans('a'.repeat(32))).toHaveLength(3);
});

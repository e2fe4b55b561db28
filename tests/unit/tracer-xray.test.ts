// Spans for the X-Ray daemon, received from a real socket.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTracer } from '../../platform/telemetry/tracer.ts';

const daemon = createSocket('udp4');
const received: string[] = [];
daemon.on('message', (message) => void received.push(message.toString()));

beforeAll(async () => {
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});
afterAll(() => daemon.close());

const traceId = '5759e988bd862e3fe1be46a994272793';
const parent = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`;

const tracerOf = (more: object = {}) =>
  createTracer({
    config: {
      STAGE: 'prod',
      SERVICE: 'payments',
      SERVICE_VERSION: '1.2.3',
      OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${(daemon.address() as AddressInfo).port}`,
      OTEL_TRACES_SAMPLER_ARG: 0,
      ...more,
    },
  });

interface Segment {
  readonly id: string;
  readonly start_time: number;
  readonly end_time: number;
}

const segments = async (count: number) => {
  await vi.waitUntil(() => received.length >= count, { timeout: 60_000 });
  return received.splice(0).map((text) => {
    const [header = '', document = ''] = text.split('\n');
    expect(JSON.parse(header)).toEqual({ format: 'json', version: 1 });
    return JSON.parse(document) as Segment;
  });
};

it('a message is a segment, a call in it a subsegment, in the trace that X-Ray has begun', async () => {
  const { trace, flush } = tracerOf();
  const attributes = { 'messaging.message.id': 'msg_1' };
  const start = { name: 'payments.authorize-payment.v1', kind: 'consumer', parent } as const;
  await trace({ ...start, correlationId: 'req_1', attributes }, () =>
    trace(
      {
        name: 'DynamoDB.PutItem',
        kind: 'client',
        attributes: { 'rpc.service': 'DynamoDB', 'rpc.method': 'PutItem' },
      },
      async () => {},
      () => ({ failed: true, attributes: { 'http.response.status_code': 500 } }),
    ),
  );
  await flush();
  const found = await segments(2);
  const segment = found.find((each) => !('type' in each));
  expect(segment).toEqual({
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    parent_id: '53995c3f42cd8ad8',
    name: 'payments',
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    service: { version: '1.2.3' },
    annotations: {
      span: 'payments.authorize-payment.v1',
      correlationId: 'req_1',
      messaging_message_id: 'msg_1',
    },
  });
  // In seconds since 1970.
  expect(Math.abs((segment?.start_time ?? 0) - Date.now() / 1000)).toBeLessThan(60);
  expect(found.find((each) => 'type' in each)).toMatchObject({
    type: 'subsegment',
    parent_id: segment?.id,
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    name: 'DynamoDB',
    namespace: 'aws',
    aws: { operation: 'PutItem' },
    http: { response: { status: 500 } },
    fault: true,
  });
});

it('a name of a stranger is a name, and what is too large is left out', async () => {
  const { trace, flush } = tracerOf();
  const start = { name: 'GET <script>{id}', kind: 'client' } as const;
  await trace({ name: 'x', kind: 'server', parent }, async () => {
    await trace(start, async () => {});
    await trace({ ...start, attributes: { large: 'x'.repeat(70_000) } }, async () => {});
  });
  await flush();
  expect(await segments(2)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'GET scriptid', namespace: 'remote' }),
    ]),
  );
});

it('a trace that is not sampled sends nothing', async () => {
  const { trace, flush } = tracerOf();
  await trace(
    { name: 'x', kind: 'server', parent: `00-${traceId}-53995c3f42cd8ad8-00` },
    async () => {},
  );
  await trace({ name: 'x', kind: 'server', parent: undefined }, async () => {});
  await flush();
  await trace({ name: 'seen', kind: 'server', parent }, async () => {});
  await flush();
  expect(await segments(1)).toHaveLength(1);
});

it('a daemon that is not there holds nothing up', async () => {
  const { trace, flush } = tracerOf({ AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9' });
  expect(await trace({ name: 'x', kind: 'server', parent }, async () => 'done')).toBe('done');
  await flush();
});

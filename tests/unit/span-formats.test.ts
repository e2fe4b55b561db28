// A span as a collector reads it and as X-Ray does: every member, and what is left out.
import { describe, expect, it } from 'vitest';
import { type EndedSpan, exportRequest } from '../../platform/telemetry/otlp.ts';
import {
  readTraceContext,
  traceparent,
  xrayHeader,
} from '../../platform/telemetry/trace-context.ts';
import { segmentOf } from '../../platform/telemetry/xray.ts';

const traceId = '5759e988bd862e3fe1be46a994272793';
const spanId = '53995c3f42cd8ad8';
const resource = { STAGE: 'dev', SERVICE: 'orders', SERVICE_VERSION: '1.2.3' };

const ended = (
  start: Partial<EndedSpan['start']> = {},
  more: Partial<EndedSpan> = {},
): EndedSpan => ({
  start: { name: 'work', kind: 'internal', ...start },
  span: { traceId, spanId, isKept: true },
  parentId: undefined,
  from: 1_500,
  to: 1_750.25,
  end: { failed: false },
  ...more,
});

const exported = (span: EndedSpan) =>
  JSON.parse(exportRequest(resource, [span])).resourceSpans[0].scopeSpans[0].spans[0];

describe('for a collector', () => {
  it('a span says what it was, when, and nothing that is not so', () => {
    expect(exported(ended())).toEqual({
      traceId,
      spanId,
      name: 'work',
      kind: 1,
      startTimeUnixNano: '1500000000',
      endTimeUnixNano: '1750250000',
      attributes: [{ key: 'service', value: { stringValue: 'orders' } }],
    });
  });

  it.each([
    ['internal', 1],
    ['server', 2],
    ['client', 3],
    ['producer', 4],
    ['consumer', 5],
  ] as const)('%s is kind %d', (kind, number) => {
    expect(exported(ended({ kind }))).toMatchObject({ kind: number });
  });

  it('each attribute is told by its type', () => {
    const attributes = { text: '1', whole: 7, part: 0.5, yes: true, no: false };
    expect(exported(ended({ attributes })).attributes.slice(1)).toEqual([
      { key: 'text', value: { stringValue: '1' } },
      { key: 'whole', value: { intValue: '7' } },
      { key: 'part', value: { doubleValue: 0.5 } },
      { key: 'yes', value: { boolValue: true } },
      { key: 'no', value: { boolValue: false } },
    ]);
  });

  it('a span names its parent, what it belongs to besides, and that it has failed', () => {
    const links = [`00-${traceId}-${spanId}-00`, 'nothing', `Root=1-5759e988-${traceId.slice(8)}`];
    const span = ended(
      { links, correlationId: 'req_1' },
      { parentId: 'a1b2c3d4e5f60718', end: { failed: true, attributes: { outcome: 'no' } } },
    );
    expect(exported(span)).toMatchObject({
      parentSpanId: 'a1b2c3d4e5f60718',
      links: [{ traceId, spanId }],
      status: { code: 2 },
      attributes: [
        { key: 'service' },
        { key: 'correlationId', value: { stringValue: 'req_1' } },
        { key: 'outcome', value: { stringValue: 'no' } },
      ],
    });
  });
});

describe('for X-Ray', () => {
  const segment = (span: EndedSpan) => segmentOf(resource, span);

  it('work of the service itself is part of a segment', () => {
    expect(segment(ended())).toEqual({
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      id: spanId,
      type: 'subsegment',
      name: 'work',
      start_time: 1.5,
      end_time: 1.75025,
      annotations: { span: 'work' },
    });
  });

  it('a request is a segment, which says what the service is', () => {
    const span = ended(
      { kind: 'server', correlationId: 'req_1' },
      { parentId: 'a1b2c3d4e5f60718' },
    );
    expect(segment(span)).toEqual({
      trace_id: '1-5759e988-bd862e3fe1be46a994272793',
      id: spanId,
      parent_id: 'a1b2c3d4e5f60718',
      name: 'orders',
      start_time: 1.5,
      end_time: 1.75025,
      service: { version: '1.2.3' },
      annotations: { span: 'work', correlationId: 'req_1' },
    });
  });

  it.each([
    ['server', 'orders'],
    ['consumer', 'orders'],
    ['internal', 'work'],
    ['producer', 'work'],
    ['client', 'work'],
  ] as const)('%s has the name %s', (kind, name) => {
    expect(segment(ended({ kind }))).toMatchObject({ name });
  });

  it('a call of AWS is told by its service and its operation, another one as remote', () => {
    const attributes = { 'rpc.service': 'SQS', 'rpc.method': 'SendMessage' };
    const end = { failed: true, attributes: { 'http.response.status_code': 503 } };
    expect(segment(ended({ kind: 'client', attributes }, { end }))).toMatchObject({
      name: 'SQS',
      namespace: 'aws',
      aws: { operation: 'SendMessage' },
      http: { response: { status: 503 } },
      fault: true,
      annotations: {
        rpc_service: 'SQS',
        rpc_method: 'SendMessage',
        http_response_status_code: 503,
      },
    });
    expect(segment(ended({ kind: 'client' }))).toMatchObject({ namespace: 'remote' });
  });

  it('a name has 200 characters at most', () => {
    const { name } = segment(ended({ name: 'n'.repeat(201) })) as { name: string };
    expect(name).toBe('n'.repeat(200));
  });
});

describe('which trace something is part of', () => {
  it.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['03', true],
    ['10', false],
    ['ff', true],
  ])('with flags %s it is kept: %s', (flags, isKept) => {
    const text = `00-${traceId}-${spanId}-${flags}`;
    expect(readTraceContext(text)).toEqual({ traceId, spanId, isKept });
  });

  it('is written as it was read, kept or not', () => {
    for (const isKept of [true, false]) {
      const of = { traceId, spanId, isKept };
      expect(readTraceContext(traceparent(of))).toEqual(of);
      expect(readTraceContext(xrayHeader(of))).toEqual(of);
    }
    expect(xrayHeader({ traceId, spanId, isKept: true })).toBe(
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    );
  });

  it('is not decided where nobody has said whether it is kept', () => {
    const root = 'Root=1-5759e988-bd862e3fe1be46a994272793';
    expect(readTraceContext(root)).toEqual({ traceId, spanId: undefined, isKept: undefined });
    expect(readTraceContext(`${root};Sampled=?`)).toMatchObject({ isKept: undefined });
  });
});

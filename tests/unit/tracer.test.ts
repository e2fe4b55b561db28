// Spans of a container: what they are part of, which are kept, what the collector is sent, and what its absence does.
import { Type } from 'typebox';
import { describe, expect, it, vi } from 'vitest';
import { defineRoute } from '../../events/http/route.ts';
import { command } from '../../events/message.ts';
import { strict } from '../../events/schemas.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { createServer } from '../../platform/http/server/server.ts';
import { createInbox, done, on } from '../../platform/messaging/inbox.ts';
import { createTracer } from '../../platform/telemetry/tracer.ts';
import { testClock } from '../support/clock.ts';
import { identity, quietLog } from '../support/http.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

interface Sent {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: unknown };
    readonly scopeSpans: { readonly spans: Record<string, unknown>[] }[];
  }[];
}

const tracerUnderTest = ({ share = 1, taken = true, isNamed = true } = {}) => {
  const clock = testClock();
  const sent: { url: string; body: Sent }[] = [];
  let ids = 0;
  const tracer = createTracer({
    config: {
      STAGE: 'dev',
      SERVICE: 'orders',
      SERVICE_VERSION: '1.2.3',
      OTEL_EXPORTER_OTLP_ENDPOINT: isNamed ? 'http://127.0.0.1:4318' : undefined,
      OTEL_TRACES_SAMPLER_ARG: share,
    },
    clock,
    log: quietLog,
    post: async (url, body) => {
      if (!taken) throw new Error('connection refused');
      sent.push({ url, body: JSON.parse(body) });
    },
    randomHex: (bytes) => {
      ids += 1;
      return String(ids).padStart(bytes * 2, '0');
    },
  });
  const spans = () => sent.flatMap(({ body }) => body.resourceSpans[0]?.scopeSpans[0]?.spans ?? []);
  return { ...tracer, clock, sent, spans };
};

const start = (parent?: string) =>
  ({ name: 'GET /orders/{id}', kind: 'server', parent, correlationId: 'request-0001' }) as const;

describe('a span', () => {
  it('is sent with what it was part of, how long it took and what came of it', async () => {
    const { trace, stop, clock, sent } = tracerUnderTest();
    const given = await trace?.(
      start(`00-${traceId}-${parentId}-01`),
      async (traceparent) => {
        clock.advance(25);
        return traceparent;
      },
      () => ({ failed: true, attributes: { 'http.response.status_code': 503 } }),
    );
    await stop();
    expect(given).toBe(`00-${traceId}-0000000000000001-01`);
    expect(sent).toEqual([
      {
        url: 'http://127.0.0.1:4318/v1/traces',
        body: {
          resourceSpans: [
            {
              resource: {
                attributes: [
                  { key: 'service.name', value: { stringValue: 'orders' } },
                  { key: 'service.version', value: { stringValue: '1.2.3' } },
                  { key: 'deployment.environment.name', value: { stringValue: 'dev' } },
                ],
              },
              scopeSpans: [
                {
                  scope: { name: 'tandem' },
                  spans: [
                    {
                      traceId,
                      spanId: '0000000000000001',
                      parentSpanId: parentId,
                      name: 'GET /orders/{id}',
                      kind: 2,
                      startTimeUnixNano: '1767225600000000000',
                      endTimeUnixNano: '1767225600025000000',
                      attributes: [
                        { key: 'service', value: { stringValue: 'orders' } },
                        { key: 'correlationId', value: { stringValue: 'request-0001' } },
                        { key: 'http.response.status_code', value: { intValue: '503' } },
                      ],
                      status: { code: 2 },
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('of work that throws has failed, and the error goes on', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    await expect(trace?.(start(), () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    await stop();
    expect(spans()).toEqual([expect.objectContaining({ status: { code: 2 } })]);
  });

  it.each([
    [`00-${traceId}-${parentId}-01`, traceId, parentId],
    ['Root=1-5759e988-bd862e3fe1be46a994272793', '5759e988bd862e3fe1be46a994272793', undefined],
    [
      'Self=1-67891234-12456789abcdef012345678;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      '5759e988bd862e3fe1be46a994272793',
      '53995c3f42cd8ad8',
    ],
  ])('of %s is part of it', async (parent, expected, parentSpanId) => {
    const { trace, stop, spans } = tracerUnderTest();
    await trace?.(start(parent), async () => {});
    await stop();
    expect(spans()).toEqual([expect.objectContaining({ traceId: expected })]);
    expect(spans()[0]?.parentSpanId).toBe(parentSpanId);
  });

  it.each([
    undefined,
    '',
    '00-zz-b7ad6b7169203331-01',
    `01-${traceId}-${parentId}-01`,
    `00-${traceId}-${parentId}-01\r\nX-Injected: 1`,
    'Root=2-5759e988-bd862e3fe1be46a994272793',
    'Root=1-../../etc/passwd',
    ';'.repeat(10_000),
  ])('of %j begins a trace', async (parent) => {
    const { trace, stop, spans } = tracerUnderTest();
    await trace?.(start(parent), async () => {});
    await stop();
    expect(spans()).toEqual([expect.objectContaining({ traceId: '1'.padStart(32, '0') })]);
  });
});

describe('what is kept', () => {
  it.each([
    [`00-${traceId}-${parentId}-00`, 1, 0],
    [`00-${traceId}-${parentId}-01`, 0, 1],
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0', 1, 0],
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1', 0, 1],
    ['Root=1-5759e988-bd862e3fe1be46a900000000', 0, 0],
    ['Root=1-5759e988-bd862e3fe1be46a900000000', 0.01, 1],
    ['Root=1-5759e988-bd862e3fe1be46a9ffffffff', 0.99, 0],
    ['Root=1-5759e988-bd862e3fe1be46a9ffffffff', 1, 1],
  ])('of %s with a share of %d is %d span', async (parent, share, count) => {
    const { trace, stop, spans } = tracerUnderTest({ share });
    const given = await trace?.(start(parent), async (traceparent) => traceparent);
    await stop();
    expect(spans()).toHaveLength(count);
    expect(given).toMatch(count === 1 ? /-01$/ : /-00$/);
  });

  it('is a thousand spans a second and no more', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    for (let count = 0; count < 1_200; count += 1) await trace?.(start(), async () => {});
    await stop();
    expect(spans()).toHaveLength(1_000);
  });
});

describe('without a collector', () => {
  it('that is named nothing is traced', () => {
    expect(tracerUnderTest({ isNamed: false }).trace).toBeUndefined();
  });

  it('that answers the work is done all the same, and the log says so once', async () => {
    const warn = vi.spyOn(quietLog, 'warn');
    const { trace, stop } = tracerUnderTest({ taken: false });
    expect(await trace?.(start(), async () => 'done')).toBe('done');
    await stop();
    expect(await trace?.(start(), async () => 'done')).toBe('done');
    await stop();
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});

describe('what is caused', () => {
  it('by a request belongs to its span, named after the route', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    const route = defineRoute({
      id: 'test.read',
      method: 'GET',
      path: '/things/{id}',
      summary: 'Reads',
      service: 'orders',
      auth: { kind: 'public' },
      request: { params: strict({ id: Type.String() }) },
      responses: { 200: Type.Object({}) },
    } as never);
    const causations: unknown[] = [];
    const server = createServer({
      endpoints: [
        endpoint(route, async ({ causation }) => {
          causations.push(causation);
          return { status: 200, body: {} } as never;
        }),
      ],
      services: { verify: async () => identity(), log: quietLog, clock: testClock() },
      prefix: '/v1',
      ready: async () => {},
      trace,
    });
    const answer = await server.inject({
      url: '/v1/things/7',
      headers: {
        'x-request-id': 'request-0007',
        'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
      },
    });
    await server.close();
    await stop();
    expect(answer.statusCode).toBe(200);
    const [span] = spans();
    expect(span).toEqual(expect.objectContaining({ name: 'GET /things/{id}', kind: 2 }));
    expect(causations).toEqual([
      {
        correlationId: 'request-0007',
        causationId: 'request-0007',
        traceparent: `00-5759e988bd862e3fe1be46a994272793-${span?.spanId}-01`,
      },
    ]);
  });

  it('by a message belongs to its span, named after its type', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    const handle = vi.fn(async () => done);
    const count = command('orders.count.v1', strict({ by: Type.Integer() }));
    const inbox = createInbox([on(count, handle)], quietLog, { trace });
    await inbox(
      JSON.stringify({
        specversion: '1.0',
        id: 'msg_00000001',
        source: '/tandem/test',
        type: 'orders.count.v1',
        subject: 'counter',
        time: '2026-01-01T00:00:00.000Z',
        datacontenttype: 'application/json',
        sequence: 1,
        correlationid: 'request-0001',
        causationid: 'request-0001',
        traceparent: `00-${traceId}-${parentId}-01`,
        data: { by: 1 },
      }),
    );
    await stop();
    expect(spans()).toEqual([
      expect.objectContaining({
        name: 'orders.count.v1',
        kind: 5,
        traceId,
        parentSpanId: parentId,
      }),
    ]);
    expect(handle).toHaveBeenCalledWith(
      expect.objectContaining({
        causation: {
          correlationId: 'request-0001',
          causationId: 'msg_00000001',
          traceparent: `00-${traceId}-${spans()[0]?.spanId}-01`,
        },
      }),
    );
  });
});

// Spans: what they are part of, which are kept, what the collector is sent, and what its absence does.
import { describe, expect, it } from 'vitest';
import { tracerUnderTest } from '../support/tracer.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

const start = (parent?: string) =>
  ({ name: 'GET /orders/{id}', kind: 'server', parent, correlationId: 'request-0001' }) as const;

describe('a span', () => {
  it('is sent with what it was part of, how long it took and what came of it', async () => {
    const { trace, stop, clock, sent } = tracerUnderTest();
    const given = await trace(
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
    await expect(trace(start(), () => Promise.reject(new Error('broken')))).rejects.toThrow(
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
    await trace(start(parent), async () => {});
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
    await trace(start(parent), async () => {});
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
    const given = await trace(start(parent), async (traceparent) => traceparent);
    await stop();
    expect(spans()).toHaveLength(count);
    expect(given).toMatch(count === 1 ? /-01$/ : /-00$/);
  });

  it('is a thousand spans a second and no more', async () => {
    const { trace, stop, spans } = tracerUnderTest();
    for (let count = 0; count < 1_200; count += 1) await trace(start(), async () => {});
    await stop();
    expect(spans()).toHaveLength(1_000);
  });
});

describe('without a collector', () => {
  it.each([
    [`00-${traceId}-${parentId}-01`, `00-${traceId}-${parentId}-01`],
    [`00-${traceId}-${parentId}-00`, `00-${traceId}-${parentId}-00`],
    [
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01',
    ],
    ['nothing of the kind', undefined],
  ])('that is named, %s goes through as it came', async (parent, given) => {
    const { trace, stop, sent } = tracerUnderTest({ isNamed: false });
    expect(await trace(start(parent), async (traceparent) => traceparent)).toBe(given);
    await stop();
    expect(sent).toEqual([]);
  });

  it('that answers the work is done all the same, and it is told once', async () => {
    const { trace, stop, lost } = tracerUnderTest({ taken: false });
    expect(await trace(start(), async () => 'done')).toBe('done');
    await stop();
    expect(await trace(start(), async () => 'done')).toBe('done');
    await stop();
    expect(lost).toHaveBeenCalledTimes(1);
  });
});

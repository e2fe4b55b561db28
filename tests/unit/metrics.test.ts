// A measurement is a log line that CloudWatch makes a metric of, and that says which trace it was made in.
import { Gauge, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import {
  counted,
  countedBy,
  measured,
  policyMetrics,
} from '../../platform/telemetry/embedded-metrics.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { openMetrics } from '../../platform/telemetry/open-metrics.ts';
import { createMetrics } from '../../platform/telemetry/prometheus.ts';
import { within } from '../../platform/telemetry/trace.ts';

it('names its metric, and has each of its dimensions and its value as a member', () => {
  const lines: string[] = [];
  const log = createLog(
    { STAGE: 'dev', SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(line) },
  );
  log.info(measured('SettleMilliseconds', 1250, 1_700_000_000_000), 'order settled');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.any(String),
    stage: 'dev',
    service: 'orders',
    version: '1',
    message: 'order settled',
    SettleMilliseconds: 1250,
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Tandem',
          Dimensions: [['stage', 'service']],
          Metrics: [{ Name: 'SettleMilliseconds', Unit: 'Milliseconds' }],
        },
      ],
    },
  });
});

it('names the trace it was made in beside them, which is a property and no dimension', () => {
  const lines: string[] = [];
  const log = createLog(
    { STAGE: 'dev', SERVICE: 'orders', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
    { write: (line) => void lines.push(line) },
  );
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  within({ traceId, spanId: 'b7ad6b7169203331', isKept: true }, () =>
    log.info(measured('SettleMilliseconds', 1250), 'order settled'),
  );
  const { _aws, ...line } = JSON.parse(lines[0] ?? '');
  expect(line.traceId).toBe(traceId);
  expect(_aws.CloudWatchMetrics[0].Dimensions).toEqual([['stage', 'service']]);
});

const metric = (Dimensions: readonly string[], Metrics: readonly object[]) => ({
  Timestamp: 1_700_000_000_000,
  CloudWatchMetrics: [{ Namespace: 'Tandem', Dimensions: [Dimensions], Metrics }],
});

it('counts one thing, or several of one kind, by the members it names', () => {
  expect(counted('Mails', 1_700_000_000_000)).toEqual({
    _aws: metric(['stage', 'service'], [{ Name: 'Mails', Unit: 'Count' }]),
    Mails: 1,
  });
  expect(countedBy('route', { Requests: 7, Errors: 0 }, 1_700_000_000_000)).toEqual({
    _aws: metric(
      ['stage', 'service', 'route'],
      [
        { Name: 'Requests', Unit: 'Count' },
        { Name: 'Errors', Unit: 'Count' },
      ],
    ),
    Requests: 7,
    Errors: 0,
  });
});

it('tells the state of a breaker and each refusal of a bulkhead', () => {
  const lines: [object, string][] = [];
  const log = { warn: (line: object, text: string) => void lines.push([line, text]) } as never;
  const { onStateChange, onRefused } = policyMetrics(log, 'stripe', () => 1_700_000_000_000);
  for (const state of ['open', 'half-open', 'closed'] as const) onStateChange(state);
  onRefused();
  const _aws = metric(['stage', 'service', 'breaker'], [{ Name: 'BreakerOpen', Unit: 'None' }]);
  const bulkhead = metric(
    ['stage', 'service', 'bulkhead'],
    [{ Name: 'BulkheadRefused', Unit: 'None' }],
  );
  expect(lines).toEqual([
    [{ _aws, breaker: 'stripe', state: 'open', BreakerOpen: 1 }, 'breaker'],
    [{ _aws, breaker: 'stripe', state: 'half-open', BreakerOpen: 1 }, 'breaker'],
    [{ _aws, breaker: 'stripe', state: 'closed', BreakerOpen: 0 }, 'breaker'],
    [{ _aws: bulkhead, bulkhead: 'stripe', BulkheadRefused: 1 }, 'bulkhead'],
  ]);
});

it('a container tells how long requests and orders took in buckets that its dashboards know', async () => {
  const { answered, settled, unreadable, handled, streams, tell } = createMetrics();
  answered('orders.place', 299, 250);
  answered(undefined, 500, 1);
  settled(1_000);
  unreadable('order');
  handled(undefined, 'failed');
  streams(() => 3);
  const { text } = await tell();
  const bounds = (name: string) => [
    ...new Set(
      [...text.matchAll(new RegExp(`^${name}_bucket{le="([^"]+)"`, 'gm'))].map(([, le]) => le),
    ),
  ];
  expect(bounds('tandem_http_request_duration_seconds')).toEqual([
    ...[
      '0.005',
      '0.01',
      '0.025',
      '0.05',
      '0.1',
      '0.25',
      '0.5',
      '1',
      '2.5',
      '5',
      '10',
      '25',
      '+Inf',
    ],
  ]);
  expect(bounds('tandem_settle_duration_seconds')).toEqual([
    ...['0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '30', '60', '300', '900', '+Inf'],
  ]);
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'tandem_http_request_duration_seconds_sum{route="orders.place",status="2xx"} 0.25',
      'tandem_http_request_duration_seconds_count{route="none",status="5xx"} 1',
      'tandem_settle_duration_seconds_sum 1',
      'tandem_unreadable_items_total{kind="order"} 1',
      'tandem_messages_handled_total{type="none",outcome="failed"} 1',
      'tandem_event_streams_open 3',
    ]),
  );
});

it('numbers, bounds and texts are written as OpenMetrics has them', async () => {
  const registry = new Registry();
  const gauge = new Gauge({
    name: 'g',
    help: 'a "b"\n\\',
    labelNames: ['of'],
    registers: [registry],
  });
  for (const [of, value] of [
    ['inf', Number.POSITIVE_INFINITY],
    ['minus', Number.NEGATIVE_INFINITY],
    ['nan', Number.NaN],
    ['part', 0.5],
    ['"\n\\', 7],
  ] as const) {
    gauge.set({ of }, value);
  }
  expect(await openMetrics(registry)).toBe(
    [
      '# TYPE g gauge',
      '# HELP g a \\"b\\"\\n\\\\',
      'g{of="inf"} +Inf',
      'g{of="minus"} -Inf',
      'g{of="nan"} NaN',
      'g{of="part"} 0.5',
      'g{of="\\"\\n\\\\"} 7',
      '# EOF',
      '',
    ].join('\n'),
  );
});

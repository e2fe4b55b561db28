// Figures as OpenMetrics: who is told them so, the rules of the text, and the trace that a measurement is an example of.
import { expect, it } from 'vitest';
import { wantsOpenMetrics } from '../../platform/telemetry/open-metrics.ts';
import { createMetrics } from '../../platform/telemetry/prometheus.ts';
import { within } from '../../platform/telemetry/trace.ts';
import { readOpenMetrics } from '../support/open-metrics.ts';

const open = 'application/openmetrics-text';
const span = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  isKept: true,
};
const exemplar = { trace_id: span.traceId, span_id: span.spanId };

const prometheus =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';

it.each([
  open,
  prometheus,
  `${open}; version=1.0.0; charset=utf-8`,
  `text/plain, ${open}`,
  `text/plain;q=0.5, ${open};q=0.500`,
  ' APPLICATION/OpenMetrics-Text ; Q=0.1 ',
  `,,;,${open},;`,
])('%j asks for OpenMetrics', (accept) => {
  expect(wantsOpenMetrics(accept)).toBe(true);
});

it.each([
  undefined,
  '',
  '*/*',
  'text/plain',
  'application/*',
  `${open};q=0`,
  `${open};q=0.4,text/plain;q=0.5`,
  `${open};q=0.4,text/*;q=0.5,*/*;q=0.1`,
  `${open};q=0.4,*/*`,
  `${open};version=0.0.1`,
  `${open};version=2.0.0`,
  `${open};q=2`,
  `${open};q=-1`,
  `${open};q=0.12345`,
  `${open};q=NaN`,
  `${open};q=1e0`,
  `x${open}`,
  `${open}x`,
  `${open}\u0000`,
  'q=1',
  ';'.repeat(16_000),
  ','.repeat(16_000),
  `${'q='.repeat(8_000)}1`,
])('%.60j does not', (accept) => {
  expect(wantsOpenMetrics(accept)).toBe(false);
});

it('all figures keep the rules of the text, whatever a label has', async () => {
  const { answered, handled, settled, streams, tell } = createMetrics();
  answered('orders.place', 201, 31, span);
  answered(undefined, 404, 1);
  handled('a"type\\of\n# EOF\n', 'unreadable');
  settled(Number.MAX_SAFE_INTEGER);
  streams(() => Number.POSITIVE_INFINITY);
  const { type, text } = await tell(open);
  expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  const samples = readOpenMetrics(text);
  expect(samples).toContainEqual({
    family: 'tandem_messages_handled',
    name: 'tandem_messages_handled_total',
    labels: { type: 'a"type\\of\n# EOF\n', outcome: 'unreadable' },
    value: 1,
  });
  expect(samples).toContainEqual(
    expect.objectContaining({ name: 'process_cpu_seconds_total', family: 'process_cpu_seconds' }),
  );
  expect(samples).toContainEqual(
    expect.objectContaining({
      name: 'tandem_event_streams_open',
      value: Number.POSITIVE_INFINITY,
    }),
  );
});

it('a measurement in a trace that is kept is the example of its bucket, and of no other', async () => {
  const { answered, settled, tell } = createMetrics();
  answered('orders.place', 201, 31, { ...span, traceId: '1'.repeat(32) });
  answered('orders.place', 201, 32, span);
  answered('orders.place', 201, 700, { ...span, isKept: false });
  answered('orders.place', 201, 900);
  answered('orders.place', 201, 60_000, span);
  within(span, () => settled(2_000));
  within({ ...span, isKept: false }, () => settled(4_000));
  const examples = readOpenMetrics((await tell(open)).text).filter(({ exemplar }) => exemplar);
  const timestamp = expect.closeTo(Date.now() / 1_000, -2);
  expect(examples.map(({ family, labels: { le }, exemplar }) => [family, le, exemplar])).toEqual([
    ['tandem_http_request_duration_seconds', '0.05', { labels: exemplar, value: 0.032, timestamp }],
    ['tandem_http_request_duration_seconds', '+Inf', { labels: exemplar, value: 60, timestamp }],
    ['tandem_settle_duration_seconds', '2.5', { labels: exemplar, value: 2, timestamp }],
  ]);
});

it('the text that everybody knows has no examples, and the names of its counters before and after', async () => {
  const { answered, handled, tell } = createMetrics();
  answered('orders.place', 201, 31, span);
  handled('orders.count.v1', 'done');
  const counter = 'tandem_messages_handled_total{type="orders.count.v1",outcome="done"} 1';
  for (const accept of [undefined, open, 'text/plain']) {
    expect((await tell(accept)).text).toContain(counter);
  }
  const { type, text } = await tell();
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).not.toMatch(/trace_id|# EOF/);
});

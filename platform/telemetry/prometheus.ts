// Metrics of a container as Prometheus reads them, told on the task's own port: https://prometheus.io/docs/instrumenting/exposition_formats/
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { openMetrics, openMetricsType, wantsOpenMetrics } from './open-metrics.ts';
import { type ActiveSpan, activeSpan } from './trace.ts';

export type Outcome = 'done' | 'ignored' | 'failed' | 'unreadable';

export interface Metrics {
  /** `route` is the id of a contract, undefined where no route is meant; `span` is what it was answered in. */
  readonly answered: (
    route: string | undefined,
    status: number,
    milliseconds: number,
    span?: ActiveSpan,
  ) => void;
  /** `type` is that of a contract, undefined where the message cannot be told. */
  readonly handled: (type: string | undefined, outcome: Outcome) => void;
  /** How long it took until all was said and done. */
  readonly settled: (milliseconds: number) => void;
  /** A stored item of this kind cannot be read. */
  readonly unreadable: (kind: string) => void;
  /** `count` says how many listen right now. */
  readonly streams: (count: () => number) => void;
  /** All there is, in the format that an `Accept` asks for. */
  readonly tell: (accept?: string) => Promise<{ readonly type: string; readonly text: string }>;
}

/** Requests may wait for news for 20 s. */
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const settleSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** Labels take their values from contracts, never from what was sent, so there are no more series than those allow. */
const unknown = 'none';

/** What a measurement is an example of: a trace that is kept. */
const exemplarOf = (span: ActiveSpan | undefined) =>
  span?.isKept ? { trace_id: span.traceId, span_id: span.spanId } : {};

type ExemplarLabel = 'trace_id' | 'span_id';

/** Registered by hand: prom-client refuses them to a registry of the classic text, which leaves them out all the same. */
const withExemplars = { enableExemplars: true, registers: [] };

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram<'route' | 'status' | ExemplarLabel>({
    name: 'tandem_http_request_duration_seconds',
    help: 'Requests by the route of their contract and the class of their status',
    labelNames: ['route', 'status'],
    buckets: requestSeconds,
    ...withExemplars,
  });
  const messages = new Counter({
    name: 'tandem_messages_handled_total',
    help: 'Messages of the inbox by their type and what came of them',
    labelNames: ['type', 'outcome'] as const,
    registers,
  });
  const settlings = new Histogram<ExemplarLabel>({
    name: 'tandem_settle_duration_seconds',
    help: 'From the first commit to the last, of what goes through several services',
    buckets: settleSeconds,
    ...withExemplars,
  });
  registry.registerMetric(requests);
  registry.registerMetric(settlings);
  const unreadable = new Counter({
    name: 'tandem_unreadable_items_total',
    help: 'Stored items that were found not to be as the service writes them, each once',
    labelNames: ['kind'] as const,
    registers,
  });
  return {
    answered: (route = unknown, status, milliseconds, span) =>
      requests.observe({
        labels: { route, status: `${Math.floor(status / 100)}xx` },
        value: milliseconds / 1_000,
        exemplarLabels: exemplarOf(span),
      }),
    handled: (type = unknown, outcome) => messages.inc({ type, outcome }),
    settled: (milliseconds) =>
      settlings.observe({
        value: milliseconds / 1_000,
        exemplarLabels: exemplarOf(activeSpan()),
      }),
    unreadable: (kind) => unreadable.inc({ kind }),
    streams: (count) => {
      new Gauge({
        name: 'tandem_event_streams_open',
        help: 'Answers of server-sent events that somebody listens to',
        registers,
        collect() {
          this.set(count());
        },
      });
    },
    tell: async (accept) =>
      wantsOpenMetrics(accept)
        ? { type: openMetricsType, text: await openMetrics(registry) }
        : { type: registry.contentType, text: await registry.metrics() },
  };
};

// What the dashboards show of what the services say of themselves, in their EMF lines.
import { nameOf } from '../../../names.ts';
import type { StageConfig } from '../../../stages.ts';
import type { MetricRow, Row } from './dashboard.ts';

/** Which shop answers each of the routes that are moved, and where the two differ; none without a legacy shop. */
export const legacyRows = (stage: StageConfig): readonly Row[] => {
  const { routes = [] } = stage.legacy ?? {};
  if (routes.length === 0) return [];
  const per = (...metrics: readonly string[]): MetricRow[] =>
    routes.flatMap((route) =>
      metrics.map(
        (metric): MetricRow => [
          'Tandem',
          metric,
          'stage',
          stage.name,
          'service',
          'legacy',
          'route',
          route,
          { label: `${route} ${metric}` },
        ],
      ),
    );
  return [
    { title: 'Legacy shop' },
    [
      { title: 'Answered by', metrics: per('AnsweredByLegacy', 'AnsweredByTandem') },
      { title: 'Compared in shadow', metrics: per('Compared', 'Different', 'NotCompared') },
    ],
  ];
};

/** What is promised to customers and merchants. */
export const promiseRow = (stage: StageConfig): Row => {
  const own = (service: string, metric: string, stat: string): MetricRow => [
    'Tandem',
    metric,
    'stage',
    stage.name,
    'service',
    service,
    { stat, label: stat },
  ];
  return [
    {
      title: 'Orders settled after (ms)',
      metrics: [
        own('orders', 'SettleMilliseconds', 'p50'),
        own('orders', 'SettleMilliseconds', 'p99.9'),
      ],
      limit: { label: 'objective', value: 60_000 },
    },
    {
      title: 'Webhooks first tried after (ms)',
      metrics: [
        own('webhooks', 'FirstAttemptMilliseconds', 'p50'),
        own('webhooks', 'FirstAttemptMilliseconds', 'p99'),
      ],
      limit: { label: 'objective', value: 10_000 },
    },
    {
      title: 'Relay behind (ms)',
      metrics: [
        [
          'AWS/Lambda',
          'IteratorAge',
          'FunctionName',
          nameOf(stage, 'outbox-relay', 'handler'),
          { stat: 'Maximum', label: 'behind' },
        ],
      ],
      limit: { label: 'alarm', value: 60_000 },
    },
  ];
};

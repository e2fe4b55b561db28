// What an audit says: one line of metrics, and one for each breach.
import type { Log } from '../../platform/telemetry/log.ts';
import type { Breach } from './domain/snapshot.ts';

/** Only of invariants that are broken: each figure is paid for every hour that has it. In the embedded metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const metricsOf = (breaches: readonly Breach[], items: number, now: number) => {
  const byInvariant = Object.fromEntries(
    [...Map.groupBy(breaches, ({ invariant }) => invariant)].map(([name, each]) => [
      `Breaches${name}`,
      each.length,
    ]),
  );
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        {
          Namespace: 'Tandem',
          Dimensions: [['stage', 'service']],
          Metrics: ['Breaches', 'AuditedItems', ...Object.keys(byInvariant)].map((Name) => ({
            Name,
            Unit: 'Count',
          })),
        },
      ],
    },
    Breaches: breaches.length,
    AuditedItems: items,
    ...byInvariant,
  };
};

/** More would be one cause many times. */
const mostShown = 50;

export const reportAudit = (
  log: Log,
  audited: {
    readonly breaches: readonly Breach[];
    readonly items: number;
    readonly complete: boolean;
    readonly now: number;
  },
): void => {
  const { breaches, items, complete, now } = audited;
  for (const breach of breaches.slice(0, mostShown)) log.error(breach, 'an invariant is broken');
  if (!complete) log.warn({ items }, 'the audit did not see everything');
  log.info({ ...metricsOf(breaches, items, now), complete }, 'audited');
};

const textOf = ({ invariant, subject, detail }: Breach): string =>
  `${invariant} ${subject} ${detail}`;

/** Tables are read while they change: only what stands in both looks counts. */
export const standing = (first: readonly Breach[], second: readonly Breach[]): Breach[] => {
  const before = new Set(first.map(textOf));
  return second.filter((breach) => before.has(textOf(breach)));
};

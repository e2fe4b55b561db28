// Measurements as log lines in the embedded metric format, which CloudWatch makes metrics of: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

import type { Log } from './log.ts';

const ofService = (name: string, unit: 'Milliseconds' | 'Count', now: number) => ({
  Timestamp: now,
  CloudWatchMetrics: [
    {
      Namespace: 'Tandem',
      Dimensions: [['stage', 'service']],
      Metrics: [{ Name: name, Unit: unit }],
    },
  ],
});

/** Members of a log line that measures something; the dimensions are members that every line has. */
export const measured = (name: string, milliseconds: number, now = Date.now()) => ({
  _aws: ofService(name, 'Milliseconds', now),
  [name]: milliseconds,
});

/** Members of a log line for something that is counted. */
export const counted = (name: string, now = Date.now()) => ({
  _aws: ofService(name, 'Count', now),
  [name]: 1,
});

/** Members of a line that counts several things of one kind, such as a route: the line itself names it. */
export const countedBy = (
  dimension: string,
  counts: Readonly<Record<string, number>>,
  now = Date.now(),
) => ({
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: 'Tandem',
        Dimensions: [['stage', 'service', dimension]],
        Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' })),
      },
    ],
  },
  ...counts,
});

type BreakerState = 'open' | 'closed' | 'half-open';

const ofDependency = (name: string, dimension: 'breaker' | 'bulkhead', now: number) => ({
  Timestamp: now,
  CloudWatchMetrics: [
    {
      Namespace: 'Tandem',
      Dimensions: [['stage', 'service', dimension]],
      Metrics: [{ Name: name, Unit: 'None' }],
    },
  ],
});

/** Members of a log line that tells the state of a breaker: `BreakerOpen` is 1 while it refuses calls. */
const breakerChanged = (breaker: string, state: BreakerState, now: number) => ({
  _aws: ofDependency('BreakerOpen', 'breaker', now),
  breaker,
  state,
  BreakerOpen: state === 'closed' ? 0 : 1,
});

/** Members of a log line for each call that a full bulkhead refuses. */
const bulkheadRefused = (bulkhead: string, now: number) => ({
  _aws: ofDependency('BulkheadRefused', 'bulkhead', now),
  bulkhead,
  BulkheadRefused: 1,
});

/** Has a policy tell of itself: what becomes of its breaker and its bulkhead, by the name of what it calls. */
export const policyMetrics = (
  log: Pick<Log, 'warn'>,
  name: string,
  now: () => number = Date.now,
) => ({
  onStateChange: (state: BreakerState) => log.warn(breakerChanged(name, state, now()), 'breaker'),
  onRefused: () => log.warn(bulkheadRefused(name, now()), 'bulkhead'),
});

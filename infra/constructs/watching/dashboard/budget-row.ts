// How much of what may go wrong is left of each objective, on the dashboard.
import { Duration } from 'aws-cdk-lib';
import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageConfig } from '../../../stages.ts';
import type { Objective } from '../burn-rate.ts';
import { objectives } from '../objectives.ts';
import type { Graph, MetricRow, Row } from './dashboard.ts';

/** https://sre.google/workbook/implementing-slos/#choosing-an-appropriate-time-window */
const days = 28;

const hidden = (
  id: string,
  { namespace, metricName, dimensions, statistic }: Metric,
): MetricRow => [
  namespace,
  metricName,
  ...Object.entries(dimensions ?? {}).flatMap(([name, value]) => [name, String(value)]),
  { id, stat: statistic, visible: false },
];

const left = ({ name, budget, badShare }: Objective): Graph => {
  const { expression, usingMetrics } = badShare(Duration.days(1)) as MathExpression;
  return {
    title: `${name}: % of its budget left, ${days} days`,
    overDays: days,
    metrics: [
      [{ id: 'left', expression: `100 * (1 - (${expression}) / ${budget})`, label: 'left' }],
      ...Object.entries(usingMetrics).map(([id, metric]) => hidden(id, metric as Metric)),
    ],
  };
};

export const budgetRow = (stage: StageConfig): Row => objectives(stage).map(left);

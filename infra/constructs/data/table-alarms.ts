// A table that refuses work: it holds back requests, or DynamoDB itself fails.
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { raiseAlarm } from '../watching/alarm.ts';

const period = Duration.minutes(1);

/** Puts the table on the dashboards, and raises its alarms. */
export const watchTable = (
  scope: Construct,
  stage: StageConfig,
  tableName: string,
  service: string,
): void => {
  watch(scope, 'tables', tableName);
  const throttled = (metricName: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName },
      statistic: Stats.SUM,
      period,
    });
  raiseAlarm(scope, 'Throttled', stage, {
    name: [service, 'table-throttled'],
    says: `DynamoDB holds back requests to ${tableName}`,
    urgency: 'ticket',
    runbook: 'table-throttled',
    metric: new MathExpression({
      expression: 'FILL(reads, 0) + FILL(writes, 0)',
      usingMetrics: {
        reads: throttled('ReadThrottleEvents'),
        writes: throttled('WriteThrottleEvents'),
      },
      label: 'throttled requests',
      period,
    }),
    threshold: 10,
    evaluationPeriods: 3,
  });
};

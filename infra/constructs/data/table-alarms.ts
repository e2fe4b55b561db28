// A table that refuses work: it holds back requests, or DynamoDB itself fails. And one whose copy in another region falls behind.
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { raiseAlarm } from '../watching/alarm.ts';

const period = Duration.minutes(1);

/** What is on its way is lost with the region: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
const alarmOnReplication = (
  scope: Construct,
  stage: StageConfig,
  tableName: string,
  service: string,
): void => {
  if (stage.regions === undefined) return;
  const { home, second } = stage.regions;
  raiseAlarm(scope, 'ReplicationLate', stage, {
    name: [service, 'replication-late'],
    says: `What is written to ${tableName} reaches the other region more than a minute late`,
    urgency: 'ticket',
    runbook: 'second-region',
    metric: new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: 'ReplicationLatency',
      dimensionsMap: { TableName: tableName, ReceivingRegion: isSecond(stage) ? home : second },
      statistic: Stats.AVERAGE,
      period,
    }),
    threshold: 60_000,
    evaluationPeriods: 5,
  });
};

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
  alarmOnReplication(scope, stage, tableName, service);
};

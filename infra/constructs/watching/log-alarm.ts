// An alarm on lines that a service logs: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter, type LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import { type AlarmProps, raiseAlarm } from './alarm.ts';

export interface LogAlarmProps extends Omit<AlarmProps, 'metric'> {
  readonly logGroup: LogGroup;
  /** Which lines count. */
  readonly pattern: string;
  /**
   * What each adds, e.g. `$.overdue`.
   * @default 1
   */
  readonly value?: string;
}

export const alarmOnLog = (
  scope: Construct,
  id: string,
  stage: StageConfig,
  { logGroup, pattern, value = '1', ...alarm }: LogAlarmProps,
): void => {
  const metricNamespace = `Tandem/${stage.name}`;
  new CfnMetricFilter(scope, `${id}Lines`, {
    logGroupName: logGroup.logGroupName,
    filterPattern: pattern,
    metricTransformations: [{ metricNamespace, metricName: id, metricValue: value }],
  });
  raiseAlarm(scope, id, stage, {
    ...alarm,
    metric: new Metric({
      namespace: metricNamespace,
      metricName: id,
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    }),
  });
};

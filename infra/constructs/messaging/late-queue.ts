// A queue whose consumer does not keep up is noticed by the age of its oldest message.
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import { raiseAlarm } from '../watching/alarm.ts';

export const alarmWhenLate = (
  scope: Construct,
  stage: StageConfig,
  queue: Queue,
  name: readonly string[],
): void => {
  raiseAlarm(scope, 'Late', stage, {
    name,
    says: 'The oldest message of the queue has waited for five minutes',
    urgency: 'page',
    runbook: 'queue-late',
    metric: queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    }),
    threshold: 300,
    evaluationPeriods: 3,
  });
};

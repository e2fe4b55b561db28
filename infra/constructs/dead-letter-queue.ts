// The queue for what could not be processed: kept as long as SQS allows, and never unnoticed.
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { nameOf } from '../names.ts';
import type { StageConfig } from '../stages.ts';

export interface DeadLetterQueueProps {
  readonly stage: StageConfig;
  readonly service: string;
}

export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { stage, service }: DeadLetterQueueProps) {
    super(scope, id);
    const queueName = nameOf(stage, service, 'dead-letters');
    this.queue = new Queue(this, 'Queue', {
      queueName,
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    new Alarm(this, 'NotEmpty', {
      alarmName: `${queueName}-not-empty`,
      alarmDescription: `Messages that ${service} could not process wait in ${queueName}`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

// The queue for what could not be processed: kept as long as SQS allows, and never unnoticed.
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { raiseAlarm } from '../watching/alarm.ts';

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
    publish(this, stage, {
      [`${service}/dead-letters-url`]: this.queue.queueUrl,
      [`${service}/dead-letters-arn`]: this.queue.queueArn,
    });
    watch(this, 'deadLetters', queueName);
    raiseAlarm(this, 'NotEmpty', stage, {
      name: [service, 'dead-letters-not-empty'],
      says: `Messages that ${service} could not process wait in ${queueName}`,
      urgency: 'page',
      runbook: 'dead-letters-not-empty',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
    });
  }
}

// A queue that a service fills for a function of its own; what fails for good joins the inbox's dead letters.
import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { mostReceives } from '../../../events/routes.ts';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { alarmWhenLate } from './late-queue.ts';

export interface WorkQueueProps {
  readonly stage: StageConfig;
  readonly service: string;
  /** Last part of the queue's name. */
  readonly name: string;
  /** Longest time the consumer works on what it has received. */
  readonly consumerTimeout: Duration;
  readonly deadLetters: IQueue;
}

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { stage, service, name, consumerTimeout, deadLetters } = props;
    this.deadLetters = deadLetters;
    const queueName = nameOf(stage, service, name);
    this.queue = new Queue(this, 'Queue', {
      queueName,
      retentionPeriod: Duration.days(4),
      // Six times the consumer's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceives },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    publish(this, stage, {
      [`${service}/${name}-url`]: this.queue.queueUrl,
      [`${service}/${name}-arn`]: this.queue.queueArn,
    });
    watch(this, 'queues', queueName);
    alarmWhenLate(this, stage, this.queue, [service, name, 'late']);
  }
}

// A queue that somebody works off: encrypted, watched, and noticed when its consumer does not keep up.
import { Duration } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { mostReceives } from '../../../events/routes.ts';
import { nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { alarmWhenLate } from './late-queue.ts';

export interface ConsumedQueueProps {
  readonly stage: StageConfig;
  /** Below that of the stage, e.g. `orders`, `inbox`. */
  readonly name: readonly string[];
  /** Other stacks find it as `<publishedAs>-url` and `<publishedAs>-arn`. */
  readonly publishedAs: string;
  /** Longest time the consumer works on what it has received. */
  readonly consumerTimeout: Duration;
  readonly deadLetters: IQueue;
}

export const consumedQueue = (scope: Construct, props: ConsumedQueueProps): Queue => {
  const { stage, name, publishedAs, consumerTimeout, deadLetters } = props;
  const queueName = nameOf(stage, ...name);
  const queue = new Queue(scope, 'Queue', {
    queueName,
    retentionPeriod: Duration.days(4),
    // Six times the consumer's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
    receiveMessageWaitTime: Duration.seconds(20),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: mostReceives },
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
  watch(scope, 'queues', queueName);
  alarmWhenLate(scope, stage, queue, [...name, 'late']);
  publish(scope, stage, {
    [`${publishedAs}-url`]: queue.queueUrl,
    [`${publishedAs}-arn`]: queue.queueArn,
  });
  return queue;
};

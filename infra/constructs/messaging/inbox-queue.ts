// A service's one inbox: the commands sent to it and the facts it subscribes to, with the queue for what it cannot process.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { mostReceives, type Service, subscriptionsOf } from '../../../events/routes.ts';
import { lookUp, nameOf, publish } from '../../names.ts';
import type { StageConfig } from '../../stages.ts';
import { watch } from '../../tandem-stack.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { alarmWhenLate } from './late-queue.ts';

export interface InboxQueueProps {
  readonly stage: StageConfig;
  readonly service: Service;
  /** Longest time the consumer works on what it has received. */
  readonly consumerTimeout: Duration;
}

export class InboxQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: InboxQueueProps) {
    super(scope, id);
    const { stage, service, consumerTimeout } = props;
    const queueName = nameOf(stage, service, 'inbox');
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
    this.queue = new Queue(this, 'Queue', {
      queueName,
      retentionPeriod: Duration.days(4),
      // Six times the consumer's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      receiveMessageWaitTime: Duration.seconds(20),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: mostReceives },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    for (const [publisher, types] of subscriptionsOf(service)) {
      this.subscribe(stage, publisher, types);
    }
    watch(this, 'queues', queueName);
    alarmWhenLate(this, stage, this.queue, [service, 'inbox', 'late']);
    publish(this, stage, {
      [`${service}/queue-url`]: this.queue.queueUrl,
      [`${service}/queue-arn`]: this.queue.queueArn,
    });
  }

  private subscribe(stage: StageConfig, publisher: Service, types: readonly string[]): void {
    const topicArn = lookUp(this, stage, `${publisher}/topic-arn`);
    new Subscription(this, `From-${publisher}`, {
      topic: Topic.fromTopicArn(this, `Topic-${publisher}`, topicArn),
      protocol: SubscriptionProtocol.SQS,
      endpoint: this.queue.queueArn,
      rawMessageDelivery: true,
      filterPolicy: { type: SubscriptionFilter.stringFilter({ allowlist: [...types] }) },
      // What SNS cannot put into the inbox: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
      deadLetterQueue: this.deadLetters,
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
      }),
    );
  }
}

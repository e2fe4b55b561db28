// A service's one inbox: the commands sent to it and the facts it subscribes to, with the queue for what it cannot process.
import type { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Service, subscriptionsOf } from '../../../events/routes.ts';
import type { StageConfig } from '../../stages.ts';
import { consumedQueue } from './consumed-queue.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { subscribe, topicOf } from './subscription.ts';

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
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', { stage, service }).queue;
    this.queue = consumedQueue(this, {
      stage,
      name: [service, 'inbox'],
      publishedAs: `${service}/queue`,
      consumerTimeout,
      deadLetters: this.deadLetters,
    });
    for (const [publisher, types] of subscriptionsOf(service)) {
      subscribe(this, `From-${publisher}`, {
        topic: topicOf(this, `Topic-${publisher}`, stage, publisher),
        queue: this.queue,
        deadLetters: this.deadLetters,
        types,
      });
    }
  }
}

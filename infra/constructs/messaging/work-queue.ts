// A queue that a service fills for a function of its own; what fails for good joins the inbox's dead letters.
import type { Duration } from 'aws-cdk-lib';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import { consumedQueue } from './consumed-queue.ts';

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
    this.queue = consumedQueue(this, {
      stage,
      name: [service, name],
      publishedAs: `${service}/${name}`,
      consumerTimeout,
      deadLetters,
    });
  }
}

// Lets a function consume a queue, each message failing for itself.
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import type { ServiceFunction } from '../compute/service-function.ts';
import type { InboxQueue } from './inbox-queue.ts';

interface ConsumerProps {
  readonly stage: StageConfig;
  readonly source: { readonly queue: Queue; readonly deadLetters: IQueue };
  readonly consumer: ServiceFunction;
}

const consume = (
  scope: Construct,
  id: string,
  { stage, source, consumer, batchSize }: ConsumerProps & { readonly batchSize: number },
): void => {
  const { queue, deadLetters } = source;
  // What fails for the last time is put there with the reason.
  deadLetters.grantSendMessages(consumer);
  consumer.addEnvironment('DEAD_LETTERS_URL', deadLetters.queueUrl);
  const grant = queue.grantConsumeMessages(consumer);
  const mapping = new EventSourceMapping(scope, id, {
    target: consumer.alias,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    maxConcurrency: stage.concurrency.queue,
  });
  grant.applyBefore(mapping);
};

/** Messages of an inbox that a function is handed at once. */
export const messagesAtOnce = 10;

export const consumeInbox = (
  scope: Construct,
  stage: StageConfig,
  inbox: InboxQueue,
  consumer: ServiceFunction,
): void =>
  consume(scope, 'ConsumeInbox', { stage, source: inbox, consumer, batchSize: messagesAtOnce });

/** One message at a time, so that a slow one holds up no other. */
export const consumeWork = (scope: Construct, id: string, props: ConsumerProps): void =>
  consume(scope, id, { ...props, batchSize: 1 });

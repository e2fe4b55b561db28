// Lets a function consume an inbox: batches of ten, each message failing for itself.
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { StageConfig } from '../stages.ts';
import type { InboxQueue } from './inbox-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export const consumeInbox = (
  scope: Construct,
  stage: StageConfig,
  inbox: InboxQueue,
  consumer: ServiceFunction,
): void => {
  const grant = inbox.queue.grantConsumeMessages(consumer);
  const mapping = new EventSourceMapping(scope, 'ConsumeInbox', {
    target: consumer.alias,
    eventSourceArn: inbox.queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
    maxConcurrency: stage.concurrency.queue,
  });
  grant.applyBefore(mapping);
};

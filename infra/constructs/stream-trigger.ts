// Hands what a table commits to the relay: only outbox items not yet published, in the order of each aggregate.
import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../stages.ts';
import type { ServiceFunction } from './service-function.ts';

export interface StreamTriggerProps {
  readonly stage: StageConfig;
  readonly streamArn: string;
  readonly onFailure: IQueue;
}

const newOutboxItem = FilterCriteria.filter({
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { NewImage: { pending: { S: FilterRule.exists() } } },
});

export const relayStream = (
  scope: Construct,
  id: string,
  relay: ServiceFunction,
  { stage, streamArn, onFailure }: StreamTriggerProps,
): void => {
  const grants = [
    Grant.addToPrincipal({
      grantee: relay,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resourceArns: [streamArn],
    }),
    // Has no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    Grant.addToPrincipal({
      grantee: relay,
      actions: ['dynamodb:ListStreams'],
      resourceArns: ['*'],
    }),
  ];
  const mapping = new EventSourceMapping(scope, id, {
    target: relay.alias,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    parallelizationFactor: stage.streamParallelization,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: 5,
    // After that the sweeper delivers; it looks at what is older than 30 s.
    maxRecordAge: Duration.minutes(10),
    onFailure: new SqsDlq(onFailure),
    filters: [newOutboxItem],
  });
  for (const grant of grants) grant.applyBefore(mapping);
};

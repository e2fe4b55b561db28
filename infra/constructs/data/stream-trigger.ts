// Hands what a table commits to the relay, in the order of each aggregate: commits, and outbox items not yet published.
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../../stages.ts';
import type { ServiceFunction } from '../compute/service-function.ts';
import { raiseAlarm } from '../watching/alarm.ts';

export interface StreamTriggerProps {
  readonly stage: StageConfig;
  readonly streamArn: string;
  readonly onFailure: IQueue;
}

/** Commits that the relay is handed at once. */
export const commitsAtOnce = 100;

const isNew = FilterRule.isEqual('INSERT');

const newCommit = FilterCriteria.filter({
  eventName: isNew,
  dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('COMMIT#') } } },
});

const newOutboxItem = FilterCriteria.filter({
  eventName: isNew,
  dynamodb: { NewImage: { pending: { S: FilterRule.exists() } } },
});

export const relayStream = (
  scope: Construct,
  id: string,
  relay: ServiceFunction,
  { stage, streamArn, onFailure }: StreamTriggerProps,
): void => {
  const grants = [
    relay.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [streamArn],
    ),
    // Has no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    relay.allow(['dynamodb:ListStreams']),
  ];
  const mapping = new EventSourceMapping(scope, id, {
    target: relay.alias,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: commitsAtOnce,
    parallelizationFactor: stage.streamParallelization,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    // As long as the stream keeps them; what cannot be published is put aside for the sweeper long before.
    maxRecordAge: Duration.hours(24),
    onFailure: new SqsDlq(onFailure),
    filters: [newCommit, newOutboxItem],
  });
  for (const grant of grants) grant.applyBefore(mapping);
};

export const alarmWhenBehind = (
  scope: Construct,
  stage: StageConfig,
  { alias }: ServiceFunction,
): void => {
  raiseAlarm(scope, 'Behind', stage, {
    name: ['outbox-relay', 'behind'],
    says: 'What the tables have committed is published more than a minute late',
    urgency: 'page',
    runbook: 'relay-behind',
    metric: alias.metric('IteratorAge', {
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    }),
    threshold: 60_000,
    evaluationPeriods: 3,
  });
};

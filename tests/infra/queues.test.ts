// Queues and what consumes them.

import { describe, expect, it } from 'vitest';
import { facts } from '../../events/routes.ts';
import { systemOf } from './support/assembly.ts';
import { describeRules } from './support/rules.ts';
import { at, listAt, numberAt, type Resource, type System } from './support/system.ts';

const days = 86_400;
const queue = 'AWS::SQS::Queue';
const mapping = 'AWS::Lambda::EventSourceMapping';

const isDeadLetters = ({ properties }: Resource) =>
  String(at(properties, 'QueueName')).endsWith('-dead-letters');
const isInbox = (resource: Resource) => !isDeadLetters(resource);

const deadLettersOf = (inbox: Resource, system: System) =>
  system.referred(inbox, at(inbox.properties, 'RedrivePolicy.deadLetterTargetArn'), queue)[0];

const alarmedOn = (metric: string, threshold: number) => (resource: Resource, system: System) =>
  system
    .referring(resource, 'AWS::CloudWatch::Alarm', 'Dimensions')
    .some(
      ({ properties }) =>
        at(properties, 'MetricName') === metric &&
        numberAt(properties, 'Threshold') === threshold &&
        at(properties, 'ComparisonOperator') === 'GreaterThanOrEqualToThreshold',
    );

const refusesPlainText = (resource: Resource, system: System) =>
  system
    .referring(resource, 'AWS::SQS::QueuePolicy', 'Queues')
    .flatMap(({ properties }) => listAt(properties, 'PolicyDocument.Statement'))
    .some(
      (statement) =>
        at(statement, 'Effect') === 'Deny' &&
        at(statement, 'Condition.Bool.aws:SecureTransport') === 'false',
    );

/** The functions that consume a queue. */
const consumersOf = (resource: Resource, system: System) =>
  system
    .referring(resource, mapping, 'EventSourceArn')
    .flatMap((each) =>
      system.referred(each, at(each.properties, 'FunctionName'), 'AWS::Lambda::Alias'),
    )
    .flatMap((alias) =>
      system.referred(alias, at(alias.properties, 'FunctionName'), 'AWS::Lambda::Function'),
    );

const isOfQueue = (resource: Resource, system: System) =>
  system.referred(resource, at(resource.properties, 'EventSourceArn'), queue).length > 0;
const isOfStream = (resource: Resource, system: System) => !isOfQueue(resource, system);

const consumer = (resource: Resource, system: System) =>
  system
    .referred(resource, at(resource.properties, 'FunctionName'), 'AWS::Lambda::Alias')
    .flatMap((alias) =>
      system.referred(alias, at(alias.properties, 'FunctionName'), 'AWS::Lambda::Function'),
    )[0];

describeRules('queues', [
  {
    fact: 'every inbox hands over to a dead-letter queue after five receives',
    type: queue,
    where: isInbox,
    holds: (inbox, system) =>
      deadLettersOf(inbox, system) !== undefined &&
      numberAt(inbox.properties, 'RedrivePolicy.maxReceiveCount') === 5,
    broken: ['RedrivePolicy', undefined],
  },
  {
    fact: 'a dead-letter queue keeps messages for 14 days, longer than the inbox before it',
    type: queue,
    where: isInbox,
    holds: (inbox, system) => {
      const kept = numberAt(deadLettersOf(inbox, system)?.properties, 'MessageRetentionPeriod');
      return kept === 14 * days && numberAt(inbox.properties, 'MessageRetentionPeriod') < kept;
    },
    broken: ['MessageRetentionPeriod', 14 * days],
  },
  {
    fact: 'every dead-letter queue keeps messages for 14 days',
    type: queue,
    where: isDeadLetters,
    holds: ({ properties }) => numberAt(properties, 'MessageRetentionPeriod') === 14 * days,
    broken: ['MessageRetentionPeriod', 4 * days],
  },
  {
    fact: 'a message stays invisible for six times as long as its function may take',
    type: queue,
    where: (resource, system) => consumersOf(resource, system).length > 0,
    holds: (resource, system) =>
      consumersOf(resource, system).every(
        ({ properties }) =>
          numberAt(resource.properties, 'VisibilityTimeout') >= 6 * numberAt(properties, 'Timeout'),
      ),
    broken: ['VisibilityTimeout', 30],
  },
  {
    fact: 'a message to a container stays invisible for half a minute and more',
    type: queue,
    where: (resource, system) => isInbox(resource) && consumersOf(resource, system).length === 0,
    holds: ({ properties }) => numberAt(properties, 'VisibilityTimeout') >= 30,
    broken: ['VisibilityTimeout', undefined],
  },
  {
    fact: 'every queue is encrypted',
    type: queue,
    holds: ({ properties }) => at(properties, 'SqsManagedSseEnabled') === true,
    broken: ['SqsManagedSseEnabled', undefined],
  },
  {
    fact: 'every queue refuses requests without TLS',
    type: queue,
    holds: refusesPlainText,
    broken: (system) => system.remove('AWS::SQS::QueuePolicy'),
  },
  {
    fact: 'one message in a dead-letter queue raises an alarm',
    type: queue,
    where: isDeadLetters,
    holds: alarmedOn('ApproximateNumberOfMessagesVisible', 1),
    broken: (system) => system.remove('AWS::CloudWatch::Alarm'),
  },
  {
    fact: 'a message that waits for five minutes raises an alarm',
    type: queue,
    where: isInbox,
    holds: alarmedOn('ApproximateAgeOfOldestMessage', 300),
    broken: (system) => system.remove('AWS::CloudWatch::Alarm'),
  },
]);

describeRules('event source mappings', [
  {
    fact: 'every mapping lets each message or record fail for itself',
    type: mapping,
    holds: ({ properties }) =>
      listAt(properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures'),
    broken: ['FunctionResponseTypes', undefined],
  },
  {
    fact: 'every mapping calls the alias `live`',
    type: mapping,
    holds: (resource, system) =>
      consumer(resource, system) !== undefined &&
      JSON.stringify(at(resource.properties, 'FunctionName')).includes(':live'),
    broken: ['FunctionName', 'tandem-dev-payments-consume'],
  },
  {
    fact: 'a queue never starts more functions than are reserved for it',
    type: mapping,
    where: isOfQueue,
    holds: (resource, system) => {
      const most = numberAt(resource.properties, 'ScalingConfig.MaximumConcurrency');
      const reserved = numberAt(
        consumer(resource, system)?.properties,
        'ReservedConcurrentExecutions',
      );
      return most >= 2 && most <= reserved;
    },
    broken: ['ScalingConfig', undefined],
  },
  {
    fact: 'a stream is read in halves after a failure, for as long as it keeps its records',
    type: mapping,
    where: isOfStream,
    holds: ({ properties }) =>
      at(properties, 'BisectBatchOnFunctionError') === true &&
      at(properties, 'MaximumRetryAttempts') === undefined &&
      numberAt(properties, 'MaximumRecordAgeInSeconds') === 86_400,
    broken: ['MaximumRecordAgeInSeconds', 600],
  },
  {
    fact: 'what a stream could not deliver goes to a dead-letter queue',
    type: mapping,
    where: isOfStream,
    holds: (resource, system) =>
      system
        .referred(resource, at(resource.properties, 'DestinationConfig.OnFailure'), queue)
        .some(isDeadLetters),
    broken: ['DestinationConfig', undefined],
  },
  {
    fact: 'only new commits and new outbox items leave a stream',
    type: mapping,
    where: isOfStream,
    holds: ({ properties }) =>
      [
        { Keys: { sk: { S: [{ prefix: 'COMMIT#' }] } } },
        { NewImage: { pending: { S: [{ exists: true }] } } },
      ].every(
        (dynamodb, index) =>
          at(properties, `FilterCriteria.Filters.${index}.Pattern`) ===
          JSON.stringify({ eventName: ['INSERT'], dynamodb }),
      ),
    broken: ['FilterCriteria', undefined],
  },
]);

describe('subscriptions', () => {
  it('bring each inbox the facts that the table of routes names', () => {
    const subscribed = systemOf('dev')
      .of('AWS::SNS::Subscription')
      .flatMap(({ stack, properties }) =>
        listAt(properties, 'FilterPolicy.type').map((type) => [
          type,
          stack.replace('Tandem-dev-', '').toLowerCase(),
        ]),
      );
    const routed = facts.flatMap(({ type, to }) => to.map((receiver) => [type, receiver]));
    expect(subscribed.toSorted()).toEqual(routed.toSorted());
  });

  it('deliver the message as it was published', () => {
    const raw = systemOf('dev')
      .of('AWS::SNS::Subscription')
      .map(({ properties }) => at(properties, 'RawMessageDelivery'));
    expect(new Set(raw)).toEqual(new Set([true]));
  });
});

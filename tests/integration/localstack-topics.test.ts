import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  queue,
  type Running,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const allowTopic = (queue: string, topic: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'sns.amazonaws.com' },
          Resource: arn(queue),
          Condition: { ArnEquals: { 'aws:SourceArn': { Ref: topic } } },
        },
      ],
    },
  },
});

const subscribe = (queue: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: {
    TopicArn: { Ref: 'Topic' },
    Protocol: 'sqs',
    Endpoint: arn(queue),
    RawMessageDelivery: true,
    ...properties,
  },
});

const resources = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'facts' } },
  Closed: queue('closed'),
  Open: queue('open'),
  OpenPolicy: allowTopic('Open', 'Topic'),
  ToOpen: subscribe('Open', { FilterPolicy: { type: ['wanted'] } }),
  ToClosed: subscribe('Closed'),
  Refusing: queue('refusing'),
  Dead: queue('dead'),
  DeadPolicy: allowTopic('Dead', 'Topic'),
  ToRefusing: subscribe('Refusing', {
    FilterPolicy: { type: ['undeliverable'] },
    RedrivePolicy: { deadLetterTargetArn: arn('Dead') },
  }),
};

describe('a topic', () => {
  let running: Running;
  let sqs: SQSClient;
  const url = (name: string) =>
    `http://localhost:${running.cloud.endpoints.aws}/000000000000/${name}`;
  const receive = async (name: string) => {
    const command = new ReceiveMessageCommand({ QueueUrl: url(name), WaitTimeSeconds: 5 });
    return (await sqs.send(command)).Messages ?? [];
  };

  beforeAll(async () => {
    running = await run(writeAssembly({ Topics: { Resources: resources } }));
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  it('puts into the dead-letter queue of a subscription what its queue does not let in', async () => {
    const sns = new SNSClient(running.client());
    await sns.send(
      new PublishCommand({
        TopicArn: 'arn:aws:sns:eu-central-1:000000000000:facts',
        Message: 'kept',
        MessageAttributes: { type: { DataType: 'String', StringValue: 'undeliverable' } },
      }),
    );
    expect((await receive('dead')).map(({ Body }) => Body)).toEqual(['kept']);
  });

  it('delivers what the filter policy wants, and nothing where no queue policy lets it', async () => {
    const sns = new SNSClient(running.client());
    const publish = (Message: string, type: string) =>
      sns.send(
        new PublishCommand({
          TopicArn: 'arn:aws:sns:eu-central-1:000000000000:facts',
          Message,
          MessageAttributes: { type: { DataType: 'String', StringValue: type } },
        }),
      );
    await publish('no', 'other');
    await publish('yes', 'wanted');
    expect((await receive('open')).map(({ Body }) => Body)).toEqual(['yes']);
    const closed = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url('closed') }));
    expect(closed.Messages).toBeUndefined();
    expect(running.lines.join('\n')).toContain(
      'AccessDenied: sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:000000000000:closed',
    );
  });
});

import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  queue,
  type Running,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:facts';
const resources = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'facts' } },
  Open: queue('open'),
  OpenPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Open' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Resource: arn('Open'),
          },
        ],
      },
    },
  },
  ToOpen: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'Topic' },
      Protocol: 'sqs',
      Endpoint: arn('Open'),
      RawMessageDelivery: true,
    },
  },
};

describe('SNS', () => {
  let running: Running;
  let sns: SNSClient;
  let sqs: SQSClient;
  beforeAll(async () => {
    running = await run(writeAssembly({ Topics: { Resources: resources } }));
    sns = new SNSClient(running.client());
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  const publish = (input: object) =>
    sns.send(new PublishCommand({ TopicArn, Message: 'm', ...input }));
  const received = async () => {
    const QueueUrl = `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/open`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => Body);
  };
  const structured = (value: object) => ({
    MessageStructure: 'json',
    Message: JSON.stringify(value),
  });

  it('gives a queue its part of a message that differs by protocol', async () => {
    await publish(structured({ default: 'all', sqs: 'queues', email: 'mails' }));
    await publish(structured({ default: 'all' }));
    const { Successful } = await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [{ Id: '1', ...structured({ default: 'in a batch' }) }],
      }),
    );
    expect(Successful).toHaveLength(1);
    expect((await received()).sort()).toEqual(['all', 'in a batch', 'queues']);
  });

  it.each([
    structured({ sqs: 'no default' }),
    structured({ default: { a: 1 } }),
    { MessageStructure: 'json', Message: 'no json' },
    { MessageStructure: 'xml' },
    { Subject: '' },
    { Subject: 'x'.repeat(101) },
    { Subject: 'two\nlines' },
    { Subject: ' begins with a space' },
  ])('refuses to publish %j', async (input) => {
    await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(await received()).toEqual([]);
  });

  it('takes a subject of a hundred characters', async () => {
    await publish({ Subject: 'ü'.repeat(100) });
    expect(await received()).toEqual(['m']);
  });

  const subscribe = (policy: string, FilterPolicyScope = 'MessageAttributes', topic = TopicArn) =>
    sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:eu-central-1:000000000000:open',
        Attributes: { FilterPolicy: policy, FilterPolicyScope },
        ReturnSubscriptionArn: true,
      }),
    );

  it.each([
    '{not json',
    '[]',
    '{"type":"text"}',
    '{"type":[]}',
    '{"type":[["nested"]]}',
    '{"type":[{"starts":"a"}]}',
    '{"type":[{"prefix":1}]}',
    '{"type":[{"exists":"yes"}]}',
    '{"type":[{"numeric":["~",1]}]}',
    '{"type":[{"numeric":["="]}]}',
    '{"type":[{"constructor":"a"}]}',
    '{"type":[{"anything-but":{"exists":true}}]}',
    '{"type":[1000000001]}',
    '{"type":[{"numeric":["<",-1e10]}]}',
    '{"type":[{"cidr":"10.0.0.0/33"}]}',
    '{"type":[{"cidr":"10.0.0.0/"}]}',
    '{"type":[{"cidr":"nowhere/8"}]}',
    '{"$or":[{"type":["a"]}]}',
    '{"nested":{"type":["a"]}}',
  ])('refuses a subscription with the policy %s', async (policy) => {
    await expect(subscribe(policy)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('gives each entry of a batch to the subscriptions that want it, as of their last policy', async () => {
    const { TopicArn: typed = '' } = await sns.send(new CreateTopicCommand({ Name: 'typed' }));
    const { SubscriptionArn } = await subscribe('{"n":[5]}', 'MessageAttributes', typed);
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    await set('RawMessageDelivery', 'true');
    const entry = (Id: string, Message: string, DataType: string, StringValue: string) => ({
      Id,
      Message,
      MessageAttributes: { n: { DataType, StringValue } },
    });
    const PublishBatchRequestEntries = [
      entry('1', '{"n":[7]}', 'Number', '5.0'),
      entry('2', '{"n":7}', 'String', '5'),
      entry('3', '{"n":"7"}', 'String.Array', '[4,5]'),
    ];
    const publishAll = () =>
      sns.send(new PublishBatchCommand({ TopicArn: typed, PublishBatchRequestEntries }));
    await publishAll();
    expect((await received()).sort()).toEqual(['{"n":"7"}', '{"n":[7]}']);
    await set('FilterPolicyScope', 'MessageBody');
    await set('FilterPolicy', '{"n":[7]}');
    await publishAll();
    expect((await received()).sort()).toEqual(['{"n":7}', '{"n":[7]}']);
    await set('FilterPolicy', '{}');
    await publishAll();
    expect(await received()).toHaveLength(3);
  });

  it('waits where the queue delays what it is sent, and wakes who waits for it', async () => {
    const Attributes = { DelaySeconds: '1' };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'late', Attributes }));
    const { TopicArn: delayed } = await sns.send(new CreateTopicCommand({ Name: 'delayed' }));
    const Endpoint = 'arn:aws:sqs:eu-central-1:000000000000:late';
    await sns.send(new SubscribeCommand({ TopicArn: delayed, Protocol: 'sqs', Endpoint }));
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await publish({ TopicArn: delayed });
    const AttributeNames = ['ApproximateNumberOfMessagesDelayed' as const];
    const counted = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    expect(counted.Attributes).toEqual({ ApproximateNumberOfMessagesDelayed: '1' });
    expect((await waiting).Messages).toHaveLength(1);
  }, 10_000);

  it('refuses such a policy for a subscription that is there', async () => {
    const { TopicArn: others } = await sns.send(new CreateTopicCommand({ Name: 'others' }));
    const { SubscriptionArn } = await subscribe(
      '{"a":[{"prefix":"x"},{"anything-but":["y",1]},null,true,5],"b":{"c":[{"numeric":[">",1,"<=",5]}]}}',
      'MessageBody',
      others,
    );
    const set = (AttributeValue: string) =>
      sns.send(
        new SetSubscriptionAttributesCommand({
          SubscriptionArn,
          AttributeName: 'FilterPolicy',
          AttributeValue,
        }),
      );
    await set('{"b":{"c":["d"]}}');
    await expect(set('{"b":{"c":"d"}}')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

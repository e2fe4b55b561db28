// Topics with groups in a template: to queues in the order of each group, once each.
import {
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  queue,
  type Running,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const topic = (properties: Record<string, unknown>) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { FifoTopic: true, ...properties },
});

const subscribe = (topicId: string, queueId: string) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: {
    TopicArn: { Ref: topicId },
    Protocol: 'sqs',
    Endpoint: arn(queueId),
    RawMessageDelivery: true,
  },
});

const letIn = (...queueIds: readonly string[]) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: queueIds.map((id) => ({ Ref: id })),
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'sns.amazonaws.com' },
          Resource: '*',
        },
      ],
    },
  },
});

const resources = {
  Facts: topic({ TopicName: 'facts.fifo', ContentBasedDeduplication: true }),
  Named: topic({ FifoThroughputScope: 'MessageGroup' }),
  Groups: queue('groups.fifo', { FifoQueue: true }),
  Plain: queue('plain'),
  Policy: letIn('Groups', 'Plain'),
  ToGroups: subscribe('Facts', 'Groups'),
  ToPlain: subscribe('Facts', 'Plain'),
};

describe('a topic with groups', () => {
  let running: Running;
  let sns: SNSClient;
  let sqs: SQSClient;
  const arnOf = (name: string) => `arn:aws:sns:eu-central-1:000000000000:${name}`;
  const receive = async (name: string): Promise<Message[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/${name}`,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    return Messages;
  };
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

  beforeAll(async () => {
    running = await run(writeAssembly({ Topics: { Resources: resources } }));
    sns = new SNSClient(running.client());
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  it('keeps the order of each group, and what is said twice is there once', async () => {
    const publish = (Message: string, MessageGroupId: string) =>
      sns.send(new PublishCommand({ TopicArn: arnOf('facts.fifo'), Message, MessageGroupId }));
    await publish('a1', 'a');
    await publish('a1', 'a');
    await sns.send(
      new PublishBatchCommand({
        TopicArn: arnOf('facts.fifo'),
        PublishBatchRequestEntries: ['a2', 'b1', 'a3'].map((Message, at) => ({
          Id: String(at),
          Message,
          MessageGroupId: Message.slice(0, 1),
        })),
      }),
    );
    const received = await receive('groups.fifo');
    const ofGroup = (group: string) =>
      bodies(received.filter(({ Attributes }) => Attributes?.MessageGroupId === group));
    expect([ofGroup('a'), ofGroup('b')]).toEqual([['a1', 'a2', 'a3'], ['b1']]);
    expect(new Set(bodies(await receive('plain')))).toEqual(new Set(['a1', 'a2', 'b1', 'a3']));
  });

  it('refuses a message without a group, and one that nothing tells from another', async () => {
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const arns = Topics.map(({ TopicArn = '' }) => TopicArn);
    const made = arns.find((one) => /:Topics-Named-[0-9A-F]{12}\.fifo$/.test(one)) ?? '';
    expect(new Set(arns)).toEqual(new Set([arnOf('facts.fifo'), made]));
    const publish = (input: { MessageGroupId?: string }) =>
      sns.send(new PublishCommand({ TopicArn: made, Message: 'm', ...input }));
    await expect(publish({})).rejects.toThrow('The MessageGroupId parameter is required');
    await expect(publish({ MessageGroupId: 'a' })).rejects.toThrow(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  });
});

it.each([
  [
    'a name without the suffix',
    { Facts: topic({ TopicName: 'facts' }) },
    'Fifo Topic names must end with .fifo',
  ],
  [
    'the suffix on a topic without groups',
    { Facts: topic({ TopicName: 'facts.fifo', FifoTopic: false }) },
    'Invalid parameter: Topic Name',
  ],
  [
    'a queue with groups behind a topic without',
    {
      Facts: topic({ TopicName: 'facts', FifoTopic: false }),
      Groups: queue('groups.fifo', { FifoQueue: true }),
      ToGroups: subscribe('Facts', 'Groups'),
    },
    'FIFO SQS Queues can not be subscribed to standard SNS topics',
  ],
])('%s stops the start with what CloudFormation says', async (_, wrong, words) => {
  await expect(run(writeAssembly({ Topics: { Resources: wrong } }))).rejects.toThrow(words);
});

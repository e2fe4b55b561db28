import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queue, type Running, run, writeAssembly } from '../support/assembly-fixture.ts';

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:facts';
const Endpoint = 'arn:aws:sqs:eu-central-1:000000000000:open';

describe('SNS refuses', () => {
  let running: Running;
  let sns: SNSClient;
  let sqs: SQSClient;
  let SubscriptionArn = '';
  beforeAll(async () => {
    running = await run(writeAssembly({ Topics: { Resources: { Open: queue('open') } } }));
    sns = new SNSClient(running.client());
    sqs = new SQSClient(running.client());
    await sns.send(new CreateTopicCommand({ Name: 'facts' }));
    const subscribed = await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint,
        Attributes: { RawMessageDelivery: 'true' },
        ReturnSubscriptionArn: true,
      }),
    );
    SubscriptionArn = subscribed.SubscriptionArn ?? '';
  });
  afterAll(() => running.stop());

  async function received(): Promise<(string | undefined)[]> {
    const QueueUrl = `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/open`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }) => Body);
  }
  const attribute = (DataType: string, StringValue?: string, name = 'a') => ({
    MessageAttributes: { [name]: { DataType, StringValue } },
  });

  it.each<[object, string]>([
    [{ Message: '' }, 'InvalidParameterException'],
    [{ TopicArn: undefined }, 'InvalidParameterException'],
    [{ TopicArn: 'facts' }, 'InvalidParameterException'],
    [{ TopicArn: Endpoint }, 'InvalidParameterException'],
    [{ TargetArn: TopicArn }, 'InvalidParameterException'],
    [{ PhoneNumber: '+491711234567' }, 'InvalidParameterException'],
    [{ TopicArn: undefined, PhoneNumber: '123' }, 'InvalidParameterException'],
    [{ TopicArn: `${TopicArn}x` }, 'NotFoundException'],
    [{ MessageDeduplicationId: 'd' }, 'InvalidParameterException'],
    [{ Message: 'x'.repeat(262_140), ...attribute('String', 'abc') }, 'InvalidParameterException'],
    [attribute('String'), 'InvalidParameterValueException'],
    [attribute('String', ''), 'InvalidParameterValueException'],
    [attribute('Text', 'x'), 'InvalidParameterValueException'],
    [attribute('Number', 'many'), 'InvalidParameterValueException'],
    [attribute('Binary', 'x'), 'InvalidParameterValueException'],
    [attribute('String', 'x', 'a b'), 'InvalidParameterValueException'],
    [attribute('String', 'x', '.a'), 'InvalidParameterValueException'],
    [attribute('String', 'x', 'AWS.a'), 'InvalidParameterValueException'],
    [attribute('String', '', 'AWS.SNS.SMS.SMSType'), 'InvalidParameterValueException'],
    [attribute('String', 'x', 'AWS.SNS.SMS'), 'InvalidParameterValueException'],
  ])('to publish %j', async (input, name) => {
    const publish = new PublishCommand({ TopicArn, Message: 'm', ...input });
    await expect(sns.send(publish)).rejects.toMatchObject({ name });
    expect(await received()).toEqual([]);
  });

  it.each<[object[], string]>([
    [[{ Message: '' }, {}], 'InvalidParameterException'],
    [[{}, { MessageDeduplicationId: 'd' }], 'InvalidParameterException'],
    [[{}, attribute('Number', 'many')], 'InvalidParameterValueException'],
    [
      [{ Message: 'x'.repeat(200_000) }, { Message: 'x'.repeat(100_000) }],
      'BatchRequestTooLongException',
    ],
  ])('the batch %j', async (entries, name) => {
    const PublishBatchRequestEntries = entries.map((entry, at) => ({
      Id: `${at}`,
      Message: 'm',
      ...entry,
    }));
    const publish = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries });
    await expect(sns.send(publish)).rejects.toMatchObject({ name });
    expect(await received()).toEqual([]);
  });

  it('no topic by its TargetArn, and no group of a topic without order', async () => {
    const attributes = attribute('String.Array', '["a",1]');
    await sns.send(new PublishCommand({ TargetArn: TopicArn, Message: 'by target' }));
    await sns.send(
      new PublishCommand({ TopicArn, Message: 'of a group', MessageGroupId: 'g', ...attributes }),
    );
    expect((await received()).sort()).toEqual(['by target', 'of a group']);
  });

  it.each([
    'AWS.SNS.SMS.SMSType',
    'AWS.SNS.SMS.SenderID',
    'AWS.SNS.MOBILE.MPNS.Type',
    'AWS.MM.SMS.EntityId',
  ])('no text message with %s, which SNS reads itself', async (name) => {
    const text = { PhoneNumber: '+4915112345678', Message: 'On its way' };
    const { MessageId } = await sns.send(
      new PublishCommand({ ...text, ...attribute('String', 'Transactional', name) }),
    );
    expect(MessageId).toBeTruthy();
  });

  it('to deliver more attributes raw than a message of SQS has', async () => {
    const of = (count: number) => ({
      Message: `${count} attributes`,
      MessageAttributes: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `a${at}`,
          { DataType: 'Number', StringValue: '1' },
        ]),
      ),
    });
    for (const count of [10, 11]) await sns.send(new PublishCommand({ TopicArn, ...of(count) }));
    expect(await received()).toEqual(['10 attributes']);
  });

  it('to make a topic again with other attributes', async () => {
    const make = (DisplayName?: string) =>
      sns.send(
        new CreateTopicCommand({
          Name: 'named',
          ...(DisplayName && { Attributes: { DisplayName } }),
        }),
      );
    const { TopicArn: made } = await make('One');
    expect([await make('One'), await make()]).toMatchObject([
      { TopicArn: made },
      { TopicArn: made },
    ]);
    await expect(make('Two')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('a topic with the name of a topic with groups', async () => {
    const named = (Attributes?: Record<string, string>) =>
      sns.send(new CreateTopicCommand({ Name: 'ordered.fifo', Attributes }));
    await expect(named()).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect((await named({ FifoTopic: 'true' })).TopicArn).toMatch(/ordered\.fifo$/);
  });

  it.each<[object, string]>([
    [{ Protocol: 'pigeon' }, 'InvalidParameterException'],
    [{ Protocol: 'email', Endpoint: 'ada@example.org' }, 'InvalidParameterException'],
    [{ Endpoint: 'open' }, 'InvalidParameterException'],
    [{ Endpoint: `${Endpoint}.fifo` }, 'InvalidParameterException'],
    [{ TopicArn: 'facts' }, 'InvalidParameterException'],
    [{ TopicArn: `${TopicArn}x` }, 'NotFoundException'],
    [{ Attributes: { Nope: 'x' } }, 'InvalidParameterException'],
  ])('to subscribe %j', async (input, name) => {
    const subscribe = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ...input });
    await expect(sns.send(subscribe)).rejects.toMatchObject({ name });
  });

  it.each([
    ['RawMessageDelivery', 'yes'],
    ['FilterPolicyScope', 'All'],
    ['RedrivePolicy', 'no json'],
    ['Nope', 'x'],
  ])('a subscription with %s %s', async (AttributeName, AttributeValue) => {
    const set = new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName,
      AttributeValue,
    });
    await expect(sns.send(set)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('what names no topic or subscription', async () => {
    const list = new ListSubscriptionsByTopicCommand({ TopicArn: `${TopicArn}x` });
    await expect(sns.send(list)).rejects.toMatchObject({ name: 'NotFoundException' });
    const end = new UnsubscribeCommand({ SubscriptionArn: 'none' });
    await expect(sns.send(end)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventually,
  queue,
  type Running,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const resources = {
  Dead: queue('dead'),
  Work: queue('work', {
    RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 1 },
  }),
  Plain: queue('plain'),
};
const arnOf = (name: string) => `arn:aws:sqs:eu-central-1:000000000000:${name}`;

describe('SQS', () => {
  let running: Running;
  let sqs: SQSClient;
  const url = (name: string) =>
    `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/${name}`;
  beforeAll(async () => {
    running = await run(writeAssembly({ Queues: { Resources: resources } }));
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, text('x')]));
  const send = (input: object) =>
    sqs.send(new SendMessageCommand({ QueueUrl: url('plain'), MessageBody: 'b', ...input }));
  const receive = (input: object) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl: url('plain'), ...input }));

  it.each([
    { WaitTimeSeconds: 21 },
    { WaitTimeSeconds: -1 },
    { MaxNumberOfMessages: 0 },
    { MaxNumberOfMessages: 11 },
    { VisibilityTimeout: 43_201 },
  ])('refuses to receive with %j', async (input) => {
    await expect(receive(input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it.each([
    { DelaySeconds: 901 },
    { DelaySeconds: -1 },
    { MessageAttributes: many(11) },
    { MessageAttributes: { empty: text('') } },
    { MessageAttributes: { kind: text('x', 'Text') } },
    { MessageAttributes: { 'a b': text('x') } },
    { MessageAttributes: { 'aws.own': text('x') } },
    { MessageAttributes: { bytes: { DataType: 'Binary', StringValue: 'x' } } },
  ])('refuses to send %j', async (input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const batch = new SendMessageBatchCommand({
      QueueUrl: url('plain'),
      Entries: [
        { Id: '1', MessageBody: 'b' },
        { Id: '2', MessageBody: 'b', ...input },
      ],
    });
    await expect(sqs.send(batch)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect((await receive({})).Messages).toBeUndefined();
  });

  it('takes what is just allowed', async () => {
    await send({ MessageAttributes: many(10), DelaySeconds: 900 });
    await send({ MessageAttributes: { 'n.x-1': text('1', 'Number.int') } });
    const { Messages } = await receive({ WaitTimeSeconds: 20, MessageAttributeNames: ['All'] });
    expect(Messages).toMatchObject([{ MessageAttributes: { 'n.x-1': { StringValue: '1' } } }]);
  });

  it.each<[string[] | undefined, string[]]>([
    [undefined, []],
    [[], []],
    [['n.x'], ['n.x']],
    [['n.*'], ['n.x', 'n.y']],
    [['All'], ['m', 'n.x', 'n.y']],
  ])('shows of the attributes %j: %j', async (MessageAttributeNames, shown) => {
    const MessageAttributes = { m: text('1'), 'n.x': text('2'), 'n.y': text('3') };
    const { MD5OfMessageAttributes: whole } = await send({ MessageAttributes });
    const { Messages: [message] = [] } = await receive({ MessageAttributeNames });
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: url('plain'), ReceiptHandle: message?.ReceiptHandle }),
    );
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(shown);
    const digest = message?.MD5OfMessageAttributes;
    expect([digest === undefined, digest === whole]).toEqual([
      shown.length === 0,
      shown.length === 3,
    ]);
  });

  it('names its errors as the SDK knows them', async () => {
    const named = (name: string) => expect.objectContaining({ name });
    const again = new CreateQueueCommand({
      QueueName: 'plain',
      Attributes: { VisibilityTimeout: '9' },
    });
    await expect(sqs.send(again)).rejects.toEqual(named('QueueNameExists'));
    const wrong = new CreateQueueCommand({ QueueName: 'a b' });
    await expect(sqs.send(wrong)).rejects.toEqual(named('InvalidParameterValue'));
    const none = new GetQueueUrlCommand({ QueueName: 'none' });
    await expect(sqs.send(none)).rejects.toEqual(named('QueueDoesNotExist'));
  });

  it('purges a queue once a minute', async () => {
    const purge = (name: string) => sqs.send(new PurgeQueueCommand({ QueueUrl: url(name) }));
    await purge('plain');
    await expect(purge('plain')).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
    await purge('work');
  });

  it('lists the sources of a dead-letter queue', async () => {
    const list = async (name: string) =>
      (await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: url(name) }))).queueUrls;
    expect(await list('dead')).toEqual([url('work')]);
    expect(await list('plain')).toEqual([]);
  });

  it('moves dead letters back with their attributes, as often as asked', async () => {
    for (const MessageBody of ['one', 'two', 'three']) {
      const MessageAttributes = { traced: text(MessageBody) };
      await sqs.send(
        new SendMessageCommand({ QueueUrl: url('dead'), MessageBody, MessageAttributes }),
      );
    }
    const SourceArn = arnOf('dead');
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    const results = async (MaxResults?: number) =>
      (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults }))).Results ?? [];
    await eventually(
      () => results(),
      ([task]) => task?.Status === 'COMPLETED',
    );
    expect(await results()).toMatchObject([{ ApproximateNumberOfMessagesMoved: 3 }]);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    await eventually(
      () => results(),
      ([task]) => task?.Status === 'COMPLETED',
    );
    // The newest alone where no more are asked for; and one that has ended cannot be cancelled.
    expect((await results()).map(({ TaskHandle }) => TaskHandle)).toEqual([undefined]);
    expect(await results(10)).toHaveLength(2);
    await expect(results(11)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const found = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url('work'),
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    expect(
      found.Messages?.map(({ Body, MessageAttributes }) => [
        Body,
        MessageAttributes?.traced?.StringValue,
      ]).sort(),
    ).toEqual([
      ['one', 'one'],
      ['three', 'three'],
      ['two', 'two'],
    ]);
  });

  it.each([
    [{ SourceArn: arnOf('none') }, 'ResourceNotFoundException'],
    [{ SourceArn: arnOf('plain') }, 'InvalidParameterValue'],
    [{ SourceArn: arnOf('dead'), MaxNumberOfMessagesPerSecond: 501 }, 'InvalidParameterValue'],
    [{ SourceArn: arnOf('dead'), DestinationArn: arnOf('none') }, 'ResourceNotFoundException'],
  ])('refuses to move %j', async (input, name) => {
    await expect(sqs.send(new StartMessageMoveTaskCommand(input))).rejects.toMatchObject({ name });
  });
});

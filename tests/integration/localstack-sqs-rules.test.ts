import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queue, type Running, run, writeAssembly } from '../support/assembly-fixture.ts';

const resources = {
  Plain: queue('plain'),
  Held: queue('held'),
  Groups: queue('groups.fifo', { FifoQueue: true }),
};
const plainArn = 'arn:aws:sqs:eu-central-1:000000000000:plain';
const redrive = (policy: object) => ({ RedrivePolicy: JSON.stringify(policy) });

describe('SQS refuses', () => {
  let running: Running;
  let sqs: SQSClient;
  let made = 0;
  const url = (name: string) =>
    `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/${name}`;
  beforeAll(async () => {
    running = await run(writeAssembly({ Queues: { Resources: resources } }));
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  it.each<[Record<string, string>, string]>([
    [{ Nope: '1' }, 'InvalidAttributeName'],
    [{ FifoQueue: 'false' }, 'InvalidAttributeName'],
    [{ ContentBasedDeduplication: 'true' }, 'InvalidAttributeName'],
    [{ DeduplicationScope: 'queue' }, 'InvalidAttributeName'],
    [{ SqsManagedSseEnabled: 'yes' }, 'InvalidAttributeValue'],
    [{ KmsDataKeyReusePeriodSeconds: '59' }, 'InvalidParameterValue'],
    [{ Policy: 'no json' }, 'InvalidParameterValue'],
    [{ RedriveAllowPolicy: '[]' }, 'InvalidParameterValue'],
    [{ RedrivePolicy: 'no json' }, 'InvalidParameterValue'],
    [redrive({ deadLetterTargetArn: plainArn }), 'InvalidParameterValue'],
    [redrive({ maxReceiveCount: 3 }), 'InvalidParameterValue'],
    [redrive({ deadLetterTargetArn: plainArn, maxReceiveCount: 0 }), 'InvalidParameterValue'],
    [redrive({ deadLetterTargetArn: plainArn, maxReceiveCount: 1001 }), 'InvalidParameterValue'],
    [redrive({ deadLetterTargetArn: `${plainArn}x`, maxReceiveCount: 3 }), 'InvalidParameterValue'],
    [
      redrive({
        deadLetterTargetArn: plainArn.replace('plain', 'groups.fifo'),
        maxReceiveCount: 3,
      }),
      'InvalidParameterValue',
    ],
  ])('a queue with the attributes %j', async (Attributes, name) => {
    made += 1;
    const create = new CreateQueueCommand({ QueueName: `made-${made}`, Attributes });
    await expect(sqs.send(create)).rejects.toMatchObject({ name });
    const set = new SetQueueAttributesCommand({ QueueUrl: url('plain'), Attributes });
    await expect(sqs.send(set)).rejects.toMatchObject({ name });
  });

  it('the suffix of a FIFO queue for another one', async () => {
    await expect(
      sqs.send(new CreateQueueCommand({ QueueName: 'other.fifo' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('to tell attributes that no queue has, and tells none where none is named', async () => {
    const get = (AttributeNames?: string[]) =>
      sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: url('plain'),
          AttributeNames: AttributeNames as ['All'],
        }),
      );
    await expect(get(['Nope'])).rejects.toMatchObject({ name: 'InvalidAttributeName' });
    expect((await get()).Attributes).toBeUndefined();
    expect((await get(['QueueArn'])).Attributes).toEqual({ QueueArn: plainArn });
  });

  it.each([0, 1001])('to list %i queues a page', async (MaxResults) => {
    await expect(sqs.send(new ListQueuesCommand({ MaxResults }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('a call without a queue under the name that the SDK knows', async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl: undefined });
    await expect(sqs.send(receive)).rejects.toMatchObject({ name: 'MissingParameter' });
    const none = new ReceiveMessageCommand({ QueueUrl: url('none') });
    await expect(sqs.send(none)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  const attribute = (DataType: string, StringValue: string) => ({
    MessageAttributes: { a: { DataType, StringValue } },
  });
  it.each<[string, object, string]>([
    ['plain', attribute('Number', 'many'), 'InvalidParameterValue'],
    ['plain', attribute('Number.int', '1,5'), 'InvalidParameterValue'],
    ['plain', attribute(`String.${'x'.repeat(250)}`, 'x'), 'InvalidParameterValue'],
    ['plain', attribute('String', '\u0001'), 'InvalidParameterValue'],
    [
      'plain',
      { MessageSystemAttributes: { Nope: { DataType: 'String', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    ['plain', { MessageDeduplicationId: 'd' }, 'InvalidParameterValue'],
    ['plain', { MessageGroupId: 'g g' }, 'InvalidParameterValue'],
    ['plain', { MessageBody: '' }, 'MissingParameter'],
    ['groups.fifo', { MessageGroupId: 'g'.repeat(129) }, 'InvalidParameterValue'],
    ['groups.fifo', { MessageDeduplicationId: 'd'.repeat(129) }, 'InvalidParameterValue'],
    ['groups.fifo', { MessageDeduplicationId: 'd d' }, 'InvalidParameterValue'],
  ])('to send to %s %j', async (name, input, error) => {
    const isFifo = name.endsWith('.fifo');
    const message = {
      MessageBody: 'b',
      ...(isFifo && { MessageGroupId: 'g', MessageDeduplicationId: 'd' }),
      ...input,
    };
    const QueueUrl = url(name);
    await expect(sqs.send(new SendMessageCommand({ QueueUrl, ...message }))).rejects.toMatchObject({
      name: error,
    });
    const Entries = [{ Id: '1', ...message }];
    await expect(
      sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    ).rejects.toMatchObject({ name: error });
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
  });

  it.each([
    ['Number', '-1.5e3'],
    ['Number.float', '.5'],
    ['String', 'ü \u{1F600}'],
  ])('no attribute of the type %s with the value %s', async (DataType, StringValue) => {
    const QueueUrl = url('plain');
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'b',
        MessageGroupId: 'fair-queue',
        MessageAttributes: { a: { DataType, StringValue } },
      }),
    );
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
    );
    expect(Messages).toMatchObject([{ MessageAttributes: { a: { StringValue } } }]);
  });

  it.each([
    [['a'.repeat(81)], 'InvalidBatchEntryId'],
    [['a b'], 'InvalidBatchEntryId'],
    [['a', 'a'], 'BatchEntryIdsNotDistinct'],
    [Array.from({ length: 11 }, (_, at) => `${at}`), 'TooManyEntriesInBatchRequest'],
    [[], 'EmptyBatchRequest'],
  ])('batches of the ids %j', async (ids, name) => {
    const QueueUrl = url('plain');
    const entry = { MessageBody: 'b', ReceiptHandle: 'none', VisibilityTimeout: 1 };
    const Entries = ids.map((Id) => ({ Id, ...entry }));
    for (const command of [
      new SendMessageBatchCommand({ QueueUrl, Entries }),
      new DeleteMessageBatchCommand({ QueueUrl, Entries }),
      new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }),
    ]) {
      await expect(sqs.send(command as DeleteMessageBatchCommand)).rejects.toMatchObject({ name });
    }
  });

  it('handles that are none, and to hide a message that is deleted', async () => {
    const QueueUrl = url('held');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'b' }));
    const { Messages: [{ ReceiptHandle = '' } = {}] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl }),
    );
    const remove = (handle: string) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: handle }));
    const hide = (handle: string) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: handle,
          VisibilityTimeout: 5,
        }),
      );
    await expect(remove('garbage')).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    await expect(hide('garbage')).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    // It would be hidden for ever.
    const Entries = [{ Id: 'a', ReceiptHandle }];
    await expect(
      sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
    ).rejects.toMatchObject({ name: 'MissingParameter' });
    const { Successful = [], Failed } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'bad', ReceiptHandle: 'garbage' },
          { Id: 'good', ReceiptHandle },
        ],
      }),
    );
    expect({ Successful, Failed }).toEqual({
      Successful: [{ Id: 'good' }],
      Failed: [expect.objectContaining({ Id: 'bad', Code: 'ReceiptHandleIsInvalid' })],
    });
    await remove(ReceiptHandle);
    await expect(hide(ReceiptHandle)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const batch = new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [{ Id: 'gone', ReceiptHandle, VisibilityTimeout: 5 }],
    });
    expect((await sqs.send(batch)).Failed).toEqual([
      expect.objectContaining({ Id: 'gone', Code: 'InvalidParameterValue' }),
    ]);
  });
});

// The queues of the embedded cloud as the SDK sees them: the same whether messages are kept on disk or not, and after a restart.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaults } from '../../localstack/cloud/faults.ts';
import { startEdge } from '../../localstack/embedded/edge/edge.ts';
import { startMessaging } from '../../localstack/messaging/messaging.ts';
import { sqsService } from '../../localstack/messaging/sqs-api.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const log = { line: () => undefined };

const start = async (dataDir: string | undefined) => {
  const edge = await startEdge(0);
  const messaging = await startMessaging(account, dataDir);
  const cloud = {
    ...account,
    endpoints: { api: 0, aws: edge.port },
    messaging,
    access: { isRole: () => false },
  };
  edge.serve({
    services: { sqs: sqsService(cloud as never) },
    s3: () => undefined,
    admin: () => undefined,
    faults: createFaults(),
    log: log as never,
  });
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${edge.port}`,
    region: account.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    stop: async () => {
      client.destroy();
      await edge.stop();
      await messaging.stop();
    },
  };
};

describe.each(['in memory', 'on disk'])('queues %s', (where) => {
  let directory: string;
  let running: Awaited<ReturnType<typeof start>>;
  const begin = () => start(where === 'on disk' ? directory : undefined);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tandem-sqs-'));
    running = await begin();
  });
  afterEach(async () => {
    await running.stop();
    await rm(directory, { recursive: true });
  });
  const restart = async () => {
    await running.stop();
    running = await begin();
  };

  const create = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await running.client.send(
      new CreateQueueCommand({ QueueName, Attributes }),
    );
    return QueueUrl;
  };
  const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
    running.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (QueueUrl: string, more: object = {}): Promise<Message[]> => {
    const { Messages = [] } = await running.client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        MessageAttributeNames: ['All'],
        ...more,
      }),
    );
    return Messages;
  };
  const countOf = ({ Attributes = {} }: Message) => Number(Attributes.ApproximateReceiveCount);
  const depth = async (QueueUrl: string) => {
    const { Attributes = {} } = await running.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return [
      Number(Attributes.ApproximateNumberOfMessages),
      Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      Number(Attributes.ApproximateNumberOfMessagesDelayed),
    ];
  };

  it('give a message back at once, with its count of receives, as often as it is asked', async () => {
    const url = await create('back');
    await send(url, 'one');
    for (const count of [1, 2, 3]) {
      const [message = {}] = await receive(url);
      expect([message.Body, countOf(message)]).toEqual(['one', count]);
      expect(await depth(url)).toEqual([0, 1, 0]);
      const { ReceiptHandle } = message;
      await running.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
      );
      expect(await depth(url)).toEqual([1, 0, 0]);
    }
    await send(url, 'two');
    const both = await receive(url);
    const Entries = both.map(({ ReceiptHandle }, index) => ({
      Id: `${index}`,
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    const { Failed = [] } = await running.client.send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }),
    );
    expect([Failed, await depth(url)]).toEqual([[], [2, 0, 0]]);
    if (where === 'on disk') await restart();
    const again = await receive(url);
    expect(again.map((message) => [message.Body, countOf(message)]).sort()).toEqual([
      ['one', 5],
      ['two', 2],
    ]);
  });

  it('keep a message hidden for longer or shorter, and take it away', async () => {
    const url = await create('hidden', { VisibilityTimeout: '30' });
    await send(url, 'one');
    const [{ ReceiptHandle } = {}] = await receive(url);
    const hide = (VisibilityTimeout: number) =>
      running.client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }),
      );
    await hide(60);
    expect(await receive(url)).toEqual([]);
    await hide(1);
    const [again = {}] = await receive(url, { WaitTimeSeconds: 3 });
    expect([again.Body, countOf(again)]).toEqual(['one', 2]);
    await running.client.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again.ReceiptHandle }),
    );
    expect(await depth(url)).toEqual([0, 0, 0]);
  });

  it('move what is received too often to the dead letters, from where it goes back', async () => {
    const letters = await create('letters');
    const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:letters';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 });
    const url = await create('inbox', { VisibilityTimeout: '0', RedrivePolicy });
    await send(url, 'poison', {
      MessageAttributes: { type: { DataType: 'String', StringValue: 'order.placed' } },
    });
    for (const count of [1, 2]) expect((await receive(url)).map(countOf)).toEqual([count]);
    expect(await receive(url)).toEqual([]);
    if (where === 'on disk') await restart();
    const [letter = {}] = await receive(letters, { VisibilityTimeout: 60 });
    expect([letter.Body, letter.MessageAttributes?.type?.StringValue]).toEqual([
      'poison',
      'order.placed',
    ]);
    const { Failed = [] } = await running.client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [{ Id: '0', MessageBody: letter.Body }],
      }),
    );
    await running.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: letters,
        Entries: [{ Id: '0', ReceiptHandle: letter.ReceiptHandle }],
      }),
    );
    expect([Failed, await depth(letters), await depth(url)]).toEqual([[], [0, 0, 0], [1, 0, 0]]);
    expect((await receive(url)).map(countOf)).toEqual([1]);
  });

  it('take every character that SQS takes, and no other', async () => {
    const url = await create('characters');
    const good = ['a 😀 b', '\u{10FFFF}', '𝄞', '\t\r\n', 'ü', '\uFFFD', '\uE000'];
    for (const body of good) await send(url, body);
    const Entries = good.map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
    const { Failed = [] } = await running.client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries }),
    );
    expect(Failed).toEqual([]);
    if (where === 'on disk') await restart();
    const received = [...(await receive(url)), ...(await receive(url))];
    expect(received.map(({ Body }) => Body).sort()).toEqual([...good, ...good].sort());
    for (const body of ['\u0000', '\u0008', '\uFFFE', '\uFFFF']) {
      await expect(send(url, body)).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidMessageContents$/),
      });
    }
  });

  it('are found, listed, changed and emptied', async () => {
    const url = await create('one-of-many', { DelaySeconds: '0' });
    await running.client.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: '7' } }),
    );
    await send(url, 'late', { DelaySeconds: 900 });
    await send(url, 'now');
    if (where === 'on disk') await restart();
    else expect(await depth(url)).toEqual([1, 0, 1]);
    const { QueueUrl } = await running.client.send(
      new GetQueueUrlCommand({ QueueName: 'one-of-many' }),
    );
    const { QueueUrls } = await running.client.send(
      new ListQueuesCommand({ QueueNamePrefix: 'one-' }),
    );
    expect(QueueUrls).toEqual([QueueUrl]);
    const { Attributes } = await running.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '7' });
    expect(await depth(QueueUrl ?? '')).toEqual([1, 0, 1]);
    await running.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await depth(QueueUrl ?? '')).toEqual([0, 0, 0]);
  });

  it('keep what is in flight until its time is up', async () => {
    const url = await create('flight', { VisibilityTimeout: '2' });
    await send(url, 'one');
    expect((await receive(url)).length).toBe(1);
    if (where === 'on disk') await restart();
    const early = await receive(url);
    const [late = {}] = await receive(url, { WaitTimeSeconds: 4 });
    expect([early, late.Body, countOf(late)]).toEqual([[], 'one', 2]);
  });
});

// Queues with groups: as many of a group as a call asks for, in their order, and to one consumer at a time.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventSource,
  eventually,
  lambda,
  outputFile,
  queue,
  type Running,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const consumes = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const handled = outputFile();
const groups = (name: string, properties: Record<string, unknown> = {}) =>
  queue(`${name}.fifo`, { FifoQueue: true, ContentBasedDeduplication: true, ...properties });

const resources = {
  Plain: groups('plain'),
  Late: groups('late', { DelaySeconds: 1 }),
  Apart: groups('apart', {
    ContentBasedDeduplication: false,
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  }),
  Dead: groups('dead'),
  Dying: groups('dying', {
    RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 1 },
  }),
  Inbox: groups('inbox', { VisibilityTimeout: 1 }),
  Worker: role('lambda.amazonaws.com', [{ Action: consumes, Resource: arn('Inbox') }]),
  Consume: lambda('consume', 'Worker', 'consume', {
    Environment: { Variables: { OUT: handled.path } },
  }),
  ConsumeInbox: eventSource('Consume', arn('Inbox'), {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  }),
};

// From the first that fails on, a group is left to come back in its order.
const code = {
  consume: recorder(`
    await new Promise((resolve) => setTimeout(resolve, 100));
    const first = event.Records.findIndex(({ body, attributes }) =>
      body.startsWith('bad') && attributes.ApproximateReceiveCount === '1');
    const left = first < 0 ? [] : event.Records.slice(first);
    return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };`),
};

interface Received {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const isBad = ({ body, attributes }: Received) =>
  body.startsWith('bad') && attributes.ApproximateReceiveCount === '1';

describe('a queue with groups', () => {
  let running: Running;
  let sqs: SQSClient;
  const url = (name: string) =>
    `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/${name}.fifo`;
  const send = async (name: string, ...bodies: readonly string[]) => {
    for (const body of bodies) {
      const input = { QueueUrl: url(name), MessageBody: body, MessageGroupId: body.at(-2) };
      await sqs.send(new SendMessageCommand(input));
    }
  };
  const receive = async (name: string, most: number, WaitTimeSeconds = 0): Promise<Message[]> => {
    const input = { QueueUrl: url(name), MaxNumberOfMessages: most, WaitTimeSeconds };
    return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
  };
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
  const handles = (messages: readonly Message[]) =>
    messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));

  beforeAll(async () => {
    running = await run(writeAssembly({ Groups: { Resources: resources } }, code));
    sqs = new SQSClient(running.client());
  });
  afterAll(() => running.stop());

  it('gives as many of a group as a call asks for, and none of it to the next one', async () => {
    await send('plain', 'a1', 'b1', 'a2', 'a3', 'b2', 'c1');
    const first = await receive('plain', 2);
    expect(bodies(first)).toEqual(['a1', 'a2']);
    const second = await receive('plain', 10);
    expect(bodies(second)).toEqual(['b1', 'b2', 'c1']);
    expect(await receive('plain', 10)).toEqual([]);
    const delete_ = (Entries: ReturnType<typeof handles>) =>
      sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url('plain'), Entries }));
    await delete_(handles(first.slice(0, 1)));
    expect(await receive('plain', 10)).toEqual([]);
    await delete_(handles([...first.slice(1), ...second]));
    const last = await receive('plain', 10);
    expect(bodies(last)).toEqual(['a3']);
    await delete_(handles(last));
  });

  it('has those that come back in their order again, before those behind them', async () => {
    await send('plain', 'd1', 'd2', 'd3', 'd4');
    const taken = await receive('plain', 3);
    expect(bodies(taken)).toEqual(['d1', 'd2', 'd3']);
    const Entries = handles(taken).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url('plain'), Entries }));
    expect(bodies(await receive('plain', 10))).toEqual(['d1', 'd2', 'd3', 'd4']);
  });

  it('drops what is said twice in a group, where its scope is the group', async () => {
    const say = (MessageGroupId: string, MessageBody: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: url('apart'),
          MessageDeduplicationId: 'same',
          ...{ MessageGroupId, MessageBody },
        }),
      );
    await say('a', 'a1');
    await say('b', 'b1');
    await say('a', 'again');
    expect(bodies(await receive('apart', 10))).toEqual(['a1', 'b1']);
  });

  it('moves its dead letters back into their groups, in their order', async () => {
    await send('dying', 'a1', 'b1', 'a2');
    const Entries = handles(await receive('dying', 10)).map((entry) => ({
      ...entry,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url('dying'), Entries }));
    expect(await receive('dying', 10)).toEqual([]);
    const SourceArn = 'arn:aws:sqs:eu-central-1:000000000000:dead.fifo';
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    const task = async () =>
      (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }))).Results?.[0];
    expect(await eventually(task, (one) => one?.Status !== 'RUNNING')).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 3,
    });
    expect(bodies(await receive('dying', 10))).toEqual(['a1', 'a2', 'b1']);
  });

  it('wakes whoever waits when the delay of a message is over', async () => {
    await send('late', 'a1');
    expect(bodies(await receive('late', 1, 20))).toEqual(['a1']);
  }, 10_000);

  it('is consumed by a function in the order of its groups, whatever fails on the way', async () => {
    await send('inbox', 'x1', 'y1', 'bad x2', 'x3', 'x4', 'y2');
    const batches = () =>
      handled.events() as unknown as { readonly Records: readonly Received[] }[];
    const done = () =>
      batches().flatMap(({ Records }) => {
        const first = Records.findIndex(isBad);
        return first < 0 ? Records : Records.slice(0, first);
      });
    // Where the function takes longer than a message stays hidden, it comes again: in its place, so the first time counts.
    const bodiesOf = (received: readonly Received[]) => [
      ...new Set(received.map(({ body }) => body)),
    ];
    const doneOf = (group: string) =>
      bodiesOf(done().filter(({ attributes }) => attributes.MessageGroupId === group));
    await eventually(
      () => bodiesOf(done()),
      ({ length }) => length >= 6,
    );
    expect([doneOf('x'), doneOf('y')]).toEqual([
      ['x1', 'bad x2', 'x3', 'x4'],
      ['y1', 'y2'],
    ]);
    const numbers = done().map(({ attributes }) => attributes.SequenceNumber);
    expect(numbers.every((number) => /^\d{20}$/.test(number ?? ''))).toBe(true);
    expect(batches().some(({ Records }) => Records.length > 1)).toBe(true);
  });
});

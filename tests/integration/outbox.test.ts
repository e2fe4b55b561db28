// A thousand commits whose relay stops before it publishes, and a thousand transactions that are refused, on a real table, topic and queue.

import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRelay } from '../../functions/outbox-relay/relay.ts';
import { republish } from '../../functions/outbox-relay/republish.ts';
import {
  createOutboxes,
  type OutboxItem,
  outboxItemOf,
} from '../../functions/outbox-relay/store.ts';
import { createSweep } from '../../functions/outbox-relay/sweeper.ts';
import { createCommandHandler } from '../../platform/data/command-handler.ts';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';
import { createScan } from '../../platform/data/dynamodb/scan.ts';
import { createEventStore } from '../../platform/data/event-store.ts';
import { isNew } from '../../platform/data/table.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createPublisher, type Publisher } from '../../platform/messaging/publisher.ts';
import { testClock } from '../support/clock.ts';
import { type CounterEvent, type CounterState, counter } from '../support/counter.ts';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { quietLog } from '../support/http.ts';
import { allOf } from '../support/pages.ts';

const commits = 1000;
const atOnce = 20;
const causation = { correlationId: 'request-1', causationId: 'request-1' };

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const options = {
  endpoint: server.address,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const sns = new SNSClient(options);
const sqs = new SQSClient(options);
/** Requests to topics and queues. */
let sent = 0;
const counted = <Next extends (...args: never[]) => unknown>(next: Next): Next =>
  ((...args) => {
    sent += 1;
    return next(...args);
  }) as Next;
sns.middlewareStack.add(counted);
sqs.middlewareStack.add(counted);
let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(async () => {
  sns.destroy();
  sqs.destroy();
  await Promise.all([server.stop(), database.stop()]);
});

/** One queue that hears the topic and takes commands. */
const openQueue = async (name: string) => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes.QueueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return { queueUrl: QueueUrl ?? '', topicArn: TopicArn ?? '' };
};

const receive = async (QueueUrl: string): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
  }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return [...Messages, ...(await receive(QueueUrl))];
};

/** A service with its table, and a relay and a sweeper that publish for it. */
const open = async (name: string) => {
  const table = await database.table(name);
  const { queueUrl, topicArn } = await openQueue(name);
  const clock = testClock();
  const store = createEventStore<CounterEvent, CounterState>({
    table,
    name: 'COUNTER',
    initial: counter.initial,
    evolve: counter.evolve,
  });
  const handle = createCommandHandler({ decider: counter, store, clock, newId });
  const tables = { [name]: 'orders' };
  const outboxes = createOutboxes(database.client, tables);
  const routes = {
    tables,
    topics: { orders: topicArn },
    queues: { products: queueUrl },
  };
  const relayWith = (publisher: Publisher) =>
    createRelay({ publisher, outboxes, routes, clock, log: quietLog });
  const failed = (error: unknown) => {
    throw error;
  };
  const publisher = createPublisher({ sns, sqs, ...routes, failed });
  const sweep = createSweep({
    relay: relayWith(publisher),
    outboxes,
    routes,
    clock,
    log: quietLog,
  });
  return {
    table,
    handle,
    relayWith,
    /** What the stream brings. */
    committed: async () => {
      const found: OutboxItem[] = [];
      for await (const items of createScan(database.client, name)()) {
        found.push(...items.map((item) => outboxItemOf(tables, name, toAttributes(item))));
      }
      return found.filter(({ isCommit }) => isCommit);
    },
    pending: () => allOf(outboxes.pending(name, '9', commits)),
    again: (since: string) =>
      republish({ tables, table: name, scan: createScan(database.client, name), outboxes }, since),
    later: () => clock.advance(16_000),
    sweepLater: () => {
      clock.advance(31_000);
      return sweep({ until: clock.now() + 28_000 });
    },
    /** Ids of all that has arrived, as often as it has. */
    heard: async () => {
      const messages = await receive(queueUrl);
      return messages.map(({ Body = '' }) => (JSON.parse(Body) as { id: string }).id).sort();
    },
  };
};

const repeat = async (times: number, work: (number: number) => Promise<unknown>) => {
  for (let first = 0; first < times; first += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, index) => work(first + index)));
  }
};

const dying: Publisher = {
  publish: async () => {
    throw new Error('the process has stopped');
  },
};

it(`what ${commits} commits say and no topic or queue takes is published by one run of the sweeper, in batches`, async () => {
  const { handle, relayWith, committed, later, pending, sweepLater, heard } = await open('stopped');
  await repeat(commits, (number) => handle(`${number}`, { by: 1 }, { causation }));
  expect(await pending()).toEqual([]);
  const items = await committed();
  const said = items.flatMap(({ messages }) => messages.map(({ envelope }) => envelope.id)).sort();
  expect([items.length, new Set(said).size]).toEqual([commits, 2 * commits]);
  for (const item of items) {
    await expect(relayWith(dying)([item])).rejects.toThrow('the process has stopped');
  }
  const down = relayWith({ publish: async () => new Set() });
  expect((await down(items)).left.size).toBe(commits);
  later();
  expect((await down(items)).left.size).toBe(0);
  expect(await pending()).toHaveLength(commits);
  expect(await heard()).toEqual([]);
  const before = sent;
  expect(await sweepLater()).toEqual({ swept: commits });
  // Two messages each, and ten in a batch at most.
  expect(sent - before).toBeGreaterThanOrEqual((2 * commits) / 10);
  expect(sent - before).toBeLessThanOrEqual((2 * commits) / 5);
  expect(await heard()).toEqual(said);
  expect(await sweepLater()).toEqual({ swept: 0 });
}, 120_000);

it('what a stream has lost is found by its time and published again', async () => {
  const { handle, again, later, pending, sweepLater, heard } = await open('lost');
  for (const number of [1, 2, 3]) await handle(`${number}`, { by: 1 }, { causation });
  later();
  await handle('4', { by: 1 }, { causation });
  await handle('4', { by: 1 }, { causation });
  expect(await again('2026-01-01T00:00:00.001Z')).toEqual({ items: 5, commits: 2, unreadable: 0 });
  expect((await pending()).map(({ key }) => `${key.pk} ${key.sk}`).sort()).toEqual([
    'COUNTER#4 COMMIT#0000000001',
    'COUNTER#4 COMMIT#0000000002',
  ]);
  expect(await sweepLater()).toEqual({ swept: 2 });
  expect(await heard()).toHaveLength(4);
  expect(await again('2026-01-01T00:00:00.000Z')).toEqual({ items: 5, commits: 5, unreadable: 0 });
  expect(await sweepLater()).toEqual({ swept: 5 });
  expect(await sweepLater()).toEqual({ swept: 0 });
});

it(`nothing of ${commits} refused transactions is ever published`, async () => {
  const { table, handle, committed, pending, heard } = await open('refused');
  const taken = { put: { pk: 'OTHER', sk: 'X' }, condition: isNew };
  await table.transact([{ put: taken.put }]);
  await handle('seen', { by: 1 }, { causation, messageId: 'msg_seen' });
  const before = await committed();
  expect(before).toHaveLength(1);
  const outcomes = new Set<string>();
  await repeat(commits, async (number) => {
    const context =
      number % 2 === 0
        ? { causation, messageId: 'msg_seen' }
        : { causation, writes: () => [{ ...taken, refused: () => new Error('it is taken') }] };
    const outcome = await handle(number % 2 === 0 ? 'seen' : `${number}`, { by: 1 }, context).then(
      ({ kind }) => kind,
      ({ message }: Error) => message,
    );
    outcomes.add(outcome);
  });
  expect(outcomes).toEqual(new Set(['ignored', 'it is taken']));
  expect(await pending()).toEqual([]);
  expect(await committed()).toEqual(before);
  expect(await heard()).toEqual([]);
}, 120_000);

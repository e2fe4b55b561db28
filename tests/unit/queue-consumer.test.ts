// A message is deleted when it is handled, not before; one that fails stays, and does not keep the others from going.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { done } from '../../platform/messaging/inbox.ts';
import { startQueueConsumer } from '../../platform/messaging/queue-consumer.ts';
import { quietLog } from '../support/http.ts';

const sqs = mockClient(SQSClient);
beforeEach(() => sqs.reset());
afterAll(() => sqs.restore());

const message = (name: string): Message => ({
  MessageId: name,
  ReceiptHandle: `handle-${name}`,
  Body: name,
  Attributes: { ApproximateReceiveCount: name === 'hopeless' ? '5' : '4' },
});

it('only what was handled or buried is deleted, and only afterwards', async () => {
  const story: string[] = [];
  const deleted = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<{ Messages: Message[] }>();
  sqs
    .on(ReceiveMessageCommand)
    .resolvesOnce({ Messages: [message('good'), message('bad'), message('hopeless')] })
    .callsFake(() => waiting.promise);
  sqs.on(ChangeMessageVisibilityCommand).callsFake(async ({ ReceiptHandle, VisibilityTimeout }) => {
    story.push(`hidden ${ReceiptHandle} ${VisibilityTimeout}`);
    return {};
  });
  sqs.on(DeleteMessageBatchCommand).callsFake(({ Entries }) => {
    for (const { ReceiptHandle } of Entries) story.push(`deleted ${ReceiptHandle}`);
    deleted.resolve();
    return { Successful: [], Failed: [] };
  });
  const consumer = startQueueConsumer({
    client: new SQSClient({ region: 'us-east-1' }),
    queueUrl: 'http://queue',
    inbox: async (body) => {
      await new Promise((resolve) => setImmediate(resolve));
      story.push(`handled ${body}`);
      if (body !== 'good') throw new Error('not now');
      return done;
    },
    moveToDeadLetters: async ({ messageId, receives }) => {
      story.push(`failed ${messageId} ${receives}`);
      return receives >= 5;
    },
    log: quietLog,
    concurrency: 1,
  });
  await deleted.promise;
  waiting.resolve({ Messages: [] });
  await consumer.stop();
  expect(story).toEqual([
    'handled good',
    'handled bad',
    'failed bad 4',
    'hidden handle-bad 30',
    'handled hopeless',
    'failed hopeless 5',
    'deleted handle-good',
    'deleted handle-hopeless',
  ]);
});

it('hides what it takes for six seconds: a process that is killed keeps it no longer from others', async () => {
  const waiting = Promise.withResolvers<{ Messages: Message[] }>();
  const asked = Promise.withResolvers<number | undefined>();
  sqs.on(ReceiveMessageCommand).callsFake(({ VisibilityTimeout }) => {
    asked.resolve(VisibilityTimeout);
    return waiting.promise;
  });
  const consumer = startQueueConsumer({
    client: new SQSClient({ region: 'us-east-1' }),
    queueUrl: 'http://queue',
    inbox: async () => done,
    moveToDeadLetters: async () => false,
    log: quietLog,
  });
  expect(await asked.promise).toBe(6);
  waiting.resolve({ Messages: [] });
  await consumer.stop();
});

it('what is handled stays hidden until it is deleted, however long others of its batch take', async () => {
  const slow = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<{ Messages: Message[] }>();
  const hidden = Promise.withResolvers<void>();
  const extended = new Set<string>();
  sqs
    .on(ReceiveMessageCommand)
    .resolvesOnce({ Messages: [message('quick'), message('slow')] })
    .callsFake(() => waiting.promise);
  sqs.on(ChangeMessageVisibilityCommand).callsFake(async ({ ReceiptHandle }) => {
    extended.add(ReceiptHandle);
    if (extended.size === 2) hidden.resolve();
    return {};
  });
  const deleted = Promise.withResolvers<string[]>();
  sqs.on(DeleteMessageBatchCommand).callsFake(({ Entries }) => {
    deleted.resolve(Entries.map((entry: Message) => entry.ReceiptHandle));
    return {};
  });
  const consumer = startQueueConsumer({
    client: new SQSClient({ region: 'us-east-1' }),
    queueUrl: 'http://queue',
    inbox: async (body) => {
      if (body === 'slow') await slow.promise;
      return done;
    },
    moveToDeadLetters: async () => false,
    log: quietLog,
    concurrency: 1,
    visibilitySeconds: 0.02,
  });
  await hidden.promise;
  slow.resolve();
  expect(await deleted.promise).toEqual(['handle-quick', 'handle-slow']);
  waiting.resolve({ Messages: [] });
  await consumer.stop();
});

/** Answers a receive by what it is given, unless the call is cut off first. */
const clientOf = (receive: () => Promise<{ Messages?: Message[] }>, deleted: string[]) =>
  ({
    send: async (
      command: { input: { Entries?: { ReceiptHandle: string }[] } },
      options?: { abortSignal?: AbortSignal },
    ) => {
      if (command.input.Entries !== undefined) {
        deleted.push(...command.input.Entries.map(({ ReceiptHandle }) => ReceiptHandle));
        return {};
      }
      const { promise, reject } = Promise.withResolvers<never>();
      options?.abortSignal?.addEventListener('abort', () => reject(new Error('cut off')));
      return await Promise.race([receive(), promise]);
    },
  }) as unknown as SQSClient;

const consumerOf = (client: SQSClient) =>
  startQueueConsumer({
    client,
    queueUrl: 'http://queue',
    inbox: async () => done,
    moveToDeadLetters: async () => false,
    log: quietLog,
    concurrency: 1,
  });

it('messages that come in while it stops are handled, and nothing is received after them', async () => {
  const deleted: string[] = [];
  const coming = Promise.withResolvers<{ Messages: Message[] }>();
  let receives = 0;
  const receive = () => {
    receives += 1;
    return coming.promise;
  };
  const stopped = consumerOf(clientOf(receive, deleted)).stop();
  coming.resolve({ Messages: [message('last')] });
  await stopped;
  expect({ deleted, receives }).toEqual({ deleted: ['handle-last'], receives: 1 });
});

it('a receive that brings nothing does not keep it from stopping', async () => {
  const stopped = consumerOf(clientOf(() => new Promise(() => {}), [])).stop();
  await expect(stopped).resolves.toBeUndefined();
});

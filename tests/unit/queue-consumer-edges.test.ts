// The consumer of a queue by the clock: what it asks the queue for, when it asks again, and how it stops.
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { done } from '../../platform/messaging/inbox.ts';
import {
  type QueueConsumerOptions,
  startQueueConsumer,
} from '../../platform/messaging/queue-consumer.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { waitBy } from '../support/waiting.ts';

let waits: number[] = [];
let onWait = (): void => {};
waitBy(async (ms) => {
  waits.push(ms);
  onWait();
});

beforeEach(() => {
  vi.useFakeTimers();
  waits = [];
  onWait = () => {};
});
afterEach(() => {
  vi.useRealTimers();
});

type Answer = { readonly Messages?: readonly Message[] } | Error | 'never';

const start = (answers: readonly Answer[], options: Partial<QueueConsumerOptions> = {}) => {
  const left = [...answers];
  const asked: [name: string, input: Record<string, unknown>, options?: object][] = [];
  const lines: Record<string, unknown>[] = [];
  const client = {
    send: async (
      command: { input: Record<string, unknown>; constructor: { name: string } },
      given?: { readonly abortSignal: AbortSignal; readonly requestTimeout: number },
    ) => {
      const { name } = command.constructor;
      asked.push([name, command.input, given && { requestTimeout: given.requestTimeout }]);
      if (name !== 'ReceiveMessageCommand') return {};
      const answer = left.shift() ?? 'never';
      if (answer instanceof Error) throw answer;
      if (answer !== 'never') return answer;
      return new Promise((_, reject) => {
        given?.abortSignal.addEventListener('abort', () => reject(new Error('cut off')));
      });
    },
  } as unknown as SQSClient;
  const consumer = startQueueConsumer({
    client,
    queueUrl: 'http://queue',
    inbox: async () => done,
    moveToDeadLetters: async () => false,
    log: createLog(
      { SERVICE: 'test', SERVICE_VERSION: '1', LOG_LEVEL: 'info' },
      { write: (line) => void lines.push(JSON.parse(line)) },
    ),
    concurrency: 1,
    ...options,
  });
  const named = (name: string) => asked.filter(([of]) => of === `${name}Command`);
  return { consumer, asked, lines, named };
};

const message = (name: string): Message => ({ MessageId: name, ReceiptHandle: name, Body: name });

const stop = async ({ consumer }: ReturnType<typeof start>) => {
  const stopped = consumer.stop();
  await vi.advanceTimersByTimeAsync(500);
  await stopped;
};

describe('a receive', () => {
  it('waits for twenty seconds, for ten messages, hidden for six, in two loops', async () => {
    const started = start([], { concurrency: undefined as never });
    await vi.advanceTimersByTimeAsync(0);
    const receive = [
      'ReceiveMessageCommand',
      {
        QueueUrl: 'http://queue',
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 20,
        VisibilityTimeout: 6,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      },
      { requestTimeout: 25_000 },
    ];
    expect(started.asked).toEqual([receive, receive]);
    await stop(started);
  });

  it('that fails is tried again after pauses that double up to five seconds', async () => {
    const started = start([
      ...Array(8).fill(new Error('down')),
      { Messages: [] },
      new Error('down'),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    await vi.waitUntil(() => waits.length === 9);
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 100]);
    expect(started.lines).toHaveLength(9);
    expect(started.lines[0]).toMatchObject({ message: 'the inbox queue does not answer' });
    await stop(started);
    expect(started.lines).toHaveLength(9);
  });
});

describe('messages', () => {
  it('are kept hidden at half of their time for as long as they are worked on', async () => {
    const slow = Promise.withResolvers<typeof done>();
    const started = start([{ Messages: [message('slow')] }], { inbox: () => slow.promise });
    await vi.advanceTimersByTimeAsync(2_999);
    expect(started.named('ChangeMessageVisibility')).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    const hide = { QueueUrl: 'http://queue', ReceiptHandle: 'slow', VisibilityTimeout: 6 };
    expect(started.named('ChangeMessageVisibility').map(([, input]) => input)).toEqual([hide]);
    slow.resolve(done);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(started.named('ChangeMessageVisibility')).toHaveLength(1);
    expect(started.named('DeleteMessageBatch').map(([, input]) => input)).toEqual([
      { QueueUrl: 'http://queue', Entries: [{ Id: '0', ReceiptHandle: 'slow' }] },
    ]);
    await stop(started);
  });

  it('that failed come again after half a minute, and are hidden no further', async () => {
    const slow = Promise.withResolvers<typeof done>();
    const started = start([{ Messages: [message('bad'), message('slow')] }], {
      inbox: (body) => (body === 'bad' ? Promise.reject(new Error('no')) : slow.promise),
    });
    await vi.advanceTimersByTimeAsync(3_000);
    const hidden = started
      .named('ChangeMessageVisibility')
      .map(([, input]) => [input.ReceiptHandle, input.VisibilityTimeout]);
    expect(hidden).toEqual([
      ['bad', 30],
      ['slow', 6],
    ]);
    slow.resolve(done);
    await stop(started);
    expect(started.named('DeleteMessageBatch').map(([, input]) => input.Entries)).toEqual([
      [{ Id: '0', ReceiptHandle: 'slow' }],
    ]);
  });

  it('none of which was handled are not deleted', async () => {
    const started = start([{ Messages: [message('bad')] }], {
      inbox: () => Promise.reject(new Error('no')),
    });
    await vi.advanceTimersByTimeAsync(0);
    await stop(started);
    expect(started.named('DeleteMessageBatch')).toEqual([]);
  });

  it('that the queue counts no receives of were received once', async () => {
    const receives: number[] = [];
    const started = start([{ Messages: [message('bad')] }], {
      inbox: () => Promise.reject(new Error('no')),
      moveToDeadLetters: async ({ receives: count }) => {
        receives.push(count);
        throw new Error('no dead letters');
      },
    });
    await vi.advanceTimersByTimeAsync(0);
    await stop(started);
    expect(receives).toEqual([1]);
    expect(started.lines.map(({ message: told }) => told)).toEqual([
      'message failed',
      'the dead letter was not written',
    ]);
    expect(started.named('DeleteMessageBatch')).toEqual([]);
  });
});

describe('a stop', () => {
  it('gives a receive half a second', async () => {
    const started = start([]);
    await vi.advanceTimersByTimeAsync(0);
    let isStopped = false;
    const stopped = started.consumer.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(499);
    expect(isStopped).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect(started.lines).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

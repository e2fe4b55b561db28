// Messages that are large go in smaller batches: SNS and SQS refuse a whole batch that is too large, and would refuse the same one again in each round.
import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../platform/messaging/batches.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';
import { createPublisher } from '../../platform/messaging/publisher.ts';

const most = 262_144;

interface Entry {
  readonly Id: string;
  readonly Message?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: { readonly type: { DataType: string; StringValue: string } };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html#API_PublishBatch_Errors */
const sizeOf = ({ Message = '', MessageBody = '', MessageAttributes }: Entry): number => {
  const { DataType = '', StringValue = '' } = MessageAttributes?.type ?? {};
  const name = MessageAttributes === undefined ? '' : 'type';
  return Buffer.byteLength([Message, MessageBody, name, DataType, StringValue].join(''));
};

const takeBatch = (entries: readonly Entry[]) => {
  const bytes = entries.reduce((all, entry) => all + sizeOf(entry), 0);
  if (entries.length > 10) throw new Error('TooManyEntriesInBatchRequest');
  if (bytes > most) throw new Error('BatchRequestTooLong');
  return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
};

it.each([
  ['ten at most', Array.from({ length: 21 }, () => 1), [10, 10, 1]],
  ['as many as fit', [most / 2, most / 2, 1], [2, 1]],
  ['one less where they do not', [most / 2, most / 2 + 1, 1], [1, 2]],
  ['what is too large is alone', [1, most + 1, 1], [1, 1, 1]],
  ['none of nothing', [], []],
])('%s', (_, sizes, expected) => {
  const batches = batchesOf(sizes, (size) => size);
  expect(batches.map(({ length }) => length)).toEqual(expected);
  expect(batches.flat()).toEqual(sizes);
});

describe('what was committed is all published', () => {
  const addressed = (number: number, destination: string, text: string) =>
    ({
      destination,
      envelope: { id: `msg_${number}`, type: 'orders.a.v1', data: { text } },
    }) as AddressedMessage;

  const publish = async (messages: readonly AddressedMessage[]) => {
    const send = async ({ input }: { readonly input: Record<string, readonly Entry[]> }) =>
      takeBatch(input.Entries ?? input.PublishBatchRequestEntries ?? []);
    const failed: unknown[] = [];
    const publisher = createPublisher({
      sns: { send } as never,
      sqs: { send } as never,
      topics: { orders: 'arn:orders' },
      queues: { payments: 'http://payments' },
      failed: (error) => void failed.push(error),
    });
    return { accepted: await publisher.publish('orders', messages), failed };
  };

  it.each(['topic', 'queue:payments'])('%s', async (destination) => {
    const messages = ['x', 'ん', '"', '😀'].flatMap((letter, of) =>
      Array.from({ length: 10 }, (_, index) =>
        addressed(of * 10 + index, destination, letter.repeat(30_000)),
      ),
    );
    const { accepted, failed } = await publish(messages);
    expect(failed).toEqual([]);
    expect(accepted.size).toBe(messages.length);
  });

  it('but for what nobody takes, which keeps back no other', async () => {
    const messages = [
      addressed(0, 'topic', 'x'),
      addressed(1, 'topic', 'x'.repeat(most)),
      addressed(2, 'topic', 'x'),
    ];
    const { accepted, failed } = await publish(messages);
    expect([...accepted]).toEqual(['msg_0', 'msg_2']);
    expect(failed.length).toBe(1);
  });
});

describe('dead letters that are large', () => {
  const letters = Array.from({ length: 30 }, (_, index) => ({
    MessageId: `${index}`,
    ReceiptHandle: `${index}`,
    Body: JSON.stringify({ id: `${index}`, specversion: '1.0', data: 'x'.repeat(100_000) }),
  }));

  const start = () => {
    const visible: Message[] = [...letters];
    const removed: string[] = [];
    const answers: Record<string, (input: { readonly Entries: readonly Entry[] }) => object> = {
      ReceiveMessage: () => ({ Messages: visible.splice(0, 10) }),
      SendMessageBatch: ({ Entries }) => takeBatch(Entries),
      DeleteMessageBatch: ({ Entries }) => {
        removed.push(...Entries.map(({ Id }) => Id));
        return {};
      },
    };
    const send = async (command: {
      readonly input: { readonly Entries: readonly Entry[] };
      readonly constructor: { readonly name: string };
    }) => answers[command.constructor.name.replace(/Command$/, '')]?.(command.input) ?? {};
    const dead = createDeadLetters({
      client: { send } as never,
      deadLetterUrl: 'http://dead',
      queues: { inbox: 'http://inbox' },
    });
    return { dead, removed };
  };

  it('are sent back', async () => {
    const { dead, removed } = start();
    expect(await dead.redrive({ limit: 100, perSecond: 100_000 })).toEqual({
      count: letters.length,
      more: false,
      skipped: 0,
    });
    expect(removed.length).toBe(letters.length);
  });

  it('are shown as far as a function can answer, and more are said to be there', async () => {
    const { letters: shown, more } = await start().dead.list({ limit: 100 });
    expect([shown.length, more]).toEqual([14, true]);
    // In the answer of a function the body is text in a text, and its own text in that.
    const answer = JSON.stringify({ body: JSON.stringify({ items: shown }) });
    expect(Buffer.byteLength(answer)).toBeLessThan(6 * 1024 * 1024);
  });
});

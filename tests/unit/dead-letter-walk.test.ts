// A walk through a queue of dead letters: once past each, so many, in batches, and what is not taken is seen again at once.
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import { waitBy } from '../support/waiting.ts';

let waits: number[] = [];
beforeEach(() => {
  waits = [];
});
waitBy(async (ms) => void waits.push(ms));

const letter = (
  name: string,
  from: string | undefined = 'inbox',
  type = 'orders.a.v1',
): Message => ({
  MessageId: name,
  ReceiptHandle: `handle ${name}`,
  Body: JSON.stringify({ id: name, type }),
  ...(from !== undefined && {
    MessageAttributes: { from: { DataType: 'String', StringValue: from } },
  }),
});
const letters = (count: number, from?: string) =>
  Array.from({ length: count }, (_, index) => letter(`${index}`, from));

interface Input {
  readonly QueueUrl: string;
  readonly Entries: readonly Record<string, unknown>[];
  readonly [member: string]: unknown;
}

/** A queue that hides what is received until it is put back; refuses to take back what is named. */
const start = (
  all: readonly Message[],
  { refused = [] as string[], withinMs }: { refused?: string[]; withinMs?: number } = {},
) => {
  const visible = [...all];
  const hidden = new Map<unknown, Message>();
  const asked: [name: string, input: Input][] = [];
  const sentBack: [to: string, ids: string[]][] = [];
  const removed: unknown[] = [];
  const answers: Record<string, (input: Input) => object> = {
    ReceiveMessage: ({ MaxNumberOfMessages }) => {
      const Messages = visible.splice(0, Number(MaxNumberOfMessages));
      for (const message of Messages) hidden.set(message.ReceiptHandle, message);
      return Messages.length === 0 ? {} : { Messages };
    },
    ChangeMessageVisibilityBatch: ({ Entries }) => {
      for (const { ReceiptHandle } of Entries) {
        const message = hidden.get(ReceiptHandle);
        if (message) visible.push(message);
        hidden.delete(ReceiptHandle);
      }
      return {};
    },
    DeleteMessageBatch: ({ Entries }) => {
      removed.push(...Entries.map(({ ReceiptHandle }) => String(ReceiptHandle).slice(7)));
      return {};
    },
    SendMessageBatch: ({ QueueUrl, Entries }) => {
      const ids = Entries.map(({ MessageBody }) => JSON.parse(String(MessageBody)).id);
      sentBack.push([QueueUrl, ids.filter((id) => !refused.includes(id))]);
      return { Failed: Entries.filter((_, index) => refused.includes(ids[index])) };
    },
    GetQueueAttributes: () => ({ Attributes: { ApproximateNumberOfMessages: '7' } }),
  };
  const client = {
    send: async (command: {
      readonly input: Input;
      readonly constructor: { readonly name: string };
    }) => {
      const name = command.constructor.name.replace(/Command$/, '');
      asked.push([name, command.input]);
      return answers[name]?.(command.input) ?? {};
    },
  } as unknown as SQSClient;
  const queues = { inbox: 'http://inbox', outbox: 'http://outbox' };
  const options = { client, deadLetterUrl: 'http://dead', queues };
  const dead = createDeadLetters({ ...options, ...(withinMs !== undefined && { withinMs }) });
  const named = (name: string) => asked.filter(([of]) => of === name).map(([, input]) => input);
  const left = () => visible.map(({ MessageId }) => MessageId);
  return { dead, named, left, sentBack, removed };
};

it('about so many are there', async () => {
  expect(await start([]).dead.depth()).toBe(7);
});

describe('a look', () => {
  it('asks for ten at a time, hidden for a minute, and goes on until nothing new comes', async () => {
    const { dead, named, left } = start(letters(12));
    const { letters: found, more } = await dead.list({ limit: 100 });
    expect([found.length, more]).toEqual([12, false]);
    expect(named('ReceiveMessage')).toHaveLength(3);
    expect(named('ReceiveMessage')[0]).toEqual({
      QueueUrl: 'http://dead',
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      VisibilityTimeout: 60,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      MessageAttributeNames: ['All'],
    });
    expect(left()).toHaveLength(12);
    const back = named('ChangeMessageVisibilityBatch').map(({ Entries }) => Entries);
    expect(back.map(({ length }) => length)).toEqual([10, 2]);
    expect(back[1]?.[1]).toEqual({ Id: '1', ReceiptHandle: 'handle 11', VisibilityTimeout: 0 });
  });

  it('ends at its limit, and says that more may be there', async () => {
    const { dead, named, left } = start(letters(12));
    const { letters: found, more } = await dead.list({ limit: 10 });
    expect([found.length, more, named('ReceiveMessage').length]).toEqual([10, true, 1]);
    expect(left()).toHaveLength(12);
    const few = start(letters(12));
    expect((await few.dead.list({ limit: 3 })).letters.map(({ id }) => id)).toEqual([
      '0',
      '1',
      '2',
    ]);
    expect(few.left()).toHaveLength(12);
    const beyond = await start(letters(25)).dead.list({ limit: 11 });
    expect([beyond.letters.length, beyond.more]).toEqual([11, true]);
  });

  it('shows what is wanted, past all else', async () => {
    const all = [...letters(11), letter('x', 'inbox', 'orders.b.v1')];
    const { dead, left } = start(all);
    const filter = { type: 'orders.b.v1' };
    expect((await dead.list({ limit: 1, filter })).letters.map(({ id }) => id)).toEqual(['x']);
    expect(left()).toHaveLength(12);
  });

  it.each([
    [[1_000_000, 500_000], 2],
    [[1_000_000, 500_001], 1],
    [[1_500_001, 1], 1],
  ])('of bodies of %j bytes shows %d', async (sizes, count) => {
    const all = sizes.map((bytes, index) => ({ ...letter(`${index}`), Body: 'x'.repeat(bytes) }));
    const { dead, left } = start(all);
    const { letters: found, more } = await dead.list({ limit: 10 });
    expect([found.length, more]).toEqual([count, count < sizes.length]);
    expect(left()).toHaveLength(sizes.length);
  });

  it('takes none where it has no time, and nothing is lost', async () => {
    const { dead, named } = start(letters(3), { withinMs: 0 });
    expect(await dead.list({ limit: 10 })).toEqual({ letters: [], more: true });
    expect(named('ReceiveMessage')).toEqual([]);
  });
});

describe('what is sent back', () => {
  it('goes to where it failed, and away from here, so many a second', async () => {
    const { dead, sentBack, removed, left } = start([
      letter('a', 'inbox'),
      letter('b', 'outbox'),
      letter('c', 'inbox'),
    ]);
    expect(await dead.redrive({ limit: 100, perSecond: 2 })).toEqual({
      count: 3,
      more: false,
      skipped: 0,
    });
    expect(sentBack).toEqual([
      ['http://inbox', ['a', 'c']],
      ['http://outbox', ['b']],
    ]);
    expect([removed, left()]).toEqual([['a', 'c', 'b'], []]);
    expect(waits).toEqual([1_500]);
  });

  it('is not what did not fail in a queue of ours, or was not taken', async () => {
    const { dead, removed, left, named } = start(
      [letter('a'), letter('b'), letter('stuck', 'schedule'), letter('none', 'toString')],
      { refused: ['b'] },
    );
    const { count, skipped } = await dead.redrive({ limit: 100, perSecond: 100 });
    expect([count, skipped, removed]).toEqual([1, 2, ['a']]);
    expect(left().toSorted()).toEqual(['b', 'none', 'stuck']);
    expect(named('SendMessageBatch')[0]?.Entries[1]).toEqual({
      Id: '1',
      MessageBody: letter('b').Body,
    });
  });
});

it('what is thrown away is gone, and nothing else', async () => {
  const all = [...letters(11), letter('x', 'inbox', 'orders.b.v1')];
  const { dead, removed, left, named } = start(all);
  expect(await dead.purge({ limit: 100, filter: { type: 'orders.a.v1' } })).toEqual({
    count: 11,
    more: false,
  });
  expect([removed.length, left()]).toEqual([11, ['x']]);
  expect(named('DeleteMessageBatch').map(({ Entries }) => Entries.length)).toEqual([10, 1]);
});

describe('what cannot be sent back', () => {
  it.each([
    ['did not fail in a queue', letters(20, 'nowhere'), [], 20],
    ['is refused', letters(20), letters(20).map(({ MessageId = '' }) => MessageId), 0],
  ])('because it %s keeps nobody from the others', async (_, bad, refused, skipped) => {
    const { dead, left, sentBack } = start([...bad, letter('good')], { refused });
    const result = await dead.redrive({ limit: 5, perSecond: 1_000 });
    expect(result).toEqual({ count: 1, skipped, more: false });
    expect(sentBack.flatMap(([, ids]) => ids)).toEqual(['good']);
    expect(left()).toHaveLength(20);
  });
});

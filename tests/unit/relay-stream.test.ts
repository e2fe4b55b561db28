// What a table's stream brings: which records have something to say, and which of them come again.
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { republish } from '../../functions/outbox-relay/republish.ts';
import type { OutboxItem } from '../../functions/outbox-relay/store.ts';
import { createStreamRelay } from '../../functions/outbox-relay/stream.ts';
import { createSweep } from '../../functions/outbox-relay/sweeper.ts';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';
import type { Item } from '../../platform/data/table.ts';
import { testClock } from '../support/clock.ts';

const tables = { 'tandem-dev-orders': 'orders' };
const eventSourceARN =
  'arn:aws:dynamodb:us-east-1:000000000000:table/tandem-dev-orders/stream/2026-01-01T00:00:00.000';

const message = { destination: 'topic', envelope: { id: 'msg_1', type: 'orders.done.v1' } };
const recordOf = (pk: string, messages?: readonly object[]): DynamoDBRecord => ({
  eventSourceARN,
  dynamodb: { NewImage: toAttributes({ pk, sk: 'OUT#1', ...(messages && { messages }) }) as never },
});

const start = (isLeft: (item: OutboxItem) => boolean = () => false) => {
  const relayed: OutboxItem[] = [];
  const logged: object[] = [];
  const relay = createStreamRelay(
    async (items) => {
      relayed.push(...items);
      const left = new Set(items.filter(isLeft));
      return { left, published: new Set(items.filter((item) => !left.has(item))) };
    },
    tables,
    { error: (line: object) => void logged.push(line) } as never,
  );
  const settle = async (...Records: DynamoDBRecord[]) =>
    (await relay({ Records })).map(({ status }) => status);
  return { relayed, settle, logged };
};

it('items with messages are relayed, under the table that their stream is of', async () => {
  const { relayed, settle } = start();
  expect(await settle(recordOf('a', [message]))).toEqual(['fulfilled']);
  expect(relayed).toEqual([
    {
      table: 'tandem-dev-orders',
      key: { pk: 'a', sk: 'OUT#1' },
      messages: [message],
      isPending: false,
      isCommit: false,
    },
  ]);
});

it('what has nothing to say, or is there no more, is done', async () => {
  const { relayed, settle } = start(() => true);
  const gone: DynamoDBRecord = { eventSourceARN, dynamodb: {} };
  expect(await settle(recordOf('a'), recordOf('b', []), gone, {})).toEqual(
    Array.from({ length: 4 }, () => 'fulfilled'),
  );
  expect(relayed).toEqual([]);
});

it('what is left comes again, each record by itself', async () => {
  const { relayed, settle } = start(({ key }) => key.pk === 'b');
  const records = ['a', 'b', 'c'].map((pk) => recordOf(pk, [message]));
  expect(await settle(...records, recordOf('d'))).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(relayed.map(({ key }) => key.pk)).toEqual(['a', 'b', 'c']);
});

const commit = {
  ...{ sk: 'COMMIT#0000000001', time: '2026-01-01T00:00:00.000Z', correlationId: 'request-1' },
  ...{ events: [{ type: 'done' }], messages: [{ id: 'msg_1', destination: 'topic', type: 'a' }] },
};

it.each([
  ['messages that are none', { sk: 'OUT#1', messages: 'none' }],
  ['a message without an envelope', { sk: 'OUT#1', messages: [{ destination: 'topic' }] }],
  ['a message that is null', { sk: 'OUT#1', messages: [null] }],
  ['a commit without events', { ...commit, events: undefined }],
  ['a commit whose messages are none', { ...commit, messages: 7 }],
  ['a commit with a message that is none', { ...commit, messages: [7] }],
  ['a commit without a time', { ...commit, time: undefined }],
])('%s: the records beside it are relayed, and it is told of', async (_, image) => {
  const { relayed, settle, logged } = start();
  const pk = 'ORDER#spoilt';
  const wrong = { eventSourceARN, dynamodb: { NewImage: toAttributes({ pk, ...image }) as never } };
  const good = {
    eventSourceARN,
    dynamodb: { NewImage: toAttributes({ pk: 'ORDER#1', ...commit }) as never },
  };
  expect(await settle(wrong, good, recordOf('a', [message]))).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(relayed.map(({ key }) => key.pk)).toEqual(['ORDER#1', 'a']);
  expect(logged).toEqual([{ table: 'tandem-dev-orders', key: { pk, sk: image.sk } }]);
});

it('the sweep publishes what waits beside what cannot be read, and leaves that where it is', async () => {
  const item = (pk: string, isUnreadable?: true): OutboxItem => ({
    ...{ table: 'tandem-dev-orders', key: { pk, sk: 'OUT#1' }, messages: [] },
    ...{ isPending: true, isCommit: false, ...(isUnreadable && { isUnreadable }) },
  });
  let waiting = [item('a', true), item('b'), item('c', true)];
  const logged: object[] = [];
  const sweep = createSweep({
    outboxes: {
      pending: async function* () {
        yield waiting;
      },
    } as never,
    routes: { tables: { 'tandem-dev-orders': 'orders' }, topics: {}, queues: {} },
    clock: { now: () => 0 },
    log: { warn: () => {}, error: (line: object) => void logged.push(line) } as never,
    relay: async (items) => {
      waiting = waiting.filter((each) => !items.includes(each));
      return { published: new Set(items), left: new Set() };
    },
  });
  expect(await sweep({ until: 28_000 })).toEqual({ swept: 1 });
  expect(waiting.map(({ key }) => key.pk)).toEqual(['a', 'c']);
  expect(logged.length).toBe(2);
});

describe('the sweep', () => {
  const waiting = (pk: string): OutboxItem => ({
    ...{ table: 'orders', key: { pk, sk: 'OUT#1' }, messages: [] },
    ...{ isPending: true, isCommit: false },
  });
  const start = (refuses: readonly string[] = []) => {
    const clock = testClock(0);
    const asked: unknown[] = [];
    const warned: object[] = [];
    const pages = ['a', 'b', 'c'].map((pk) => [waiting(pk), waiting(`${pk}2`)]);
    const sweep = createSweep({
      outboxes: {
        pending: async function* (...given: unknown[]) {
          asked.push(given);
          if (refuses.includes(String(given[0]))) throw new Error(`no ${given[0]}`);
          for (const page of pages) {
            yield page;
            clock.advance(10_000);
          }
        },
      } as never,
      routes: { tables: { orders: 'orders' }, topics: {}, queues: {} },
      clock,
      log: { error: () => {}, warn: (line: object) => void warned.push(line) } as never,
      relay: async (items) => ({ published: new Set(items), left: new Set() }),
    });
    return { clock, asked, warned, sweep };
  };

  it('looks for what is older than half a minute, a hundred of each shard at a time', async () => {
    const { clock, asked, warned, sweep } = start();
    clock.advance(90_000);
    expect(await sweep({ until: 200_000 })).toEqual({ swept: 6 });
    expect(asked).toEqual([['orders', '1970-01-01T00:01:00.000Z', 100]]);
    expect(warned).toEqual([{ swept: 6 }]);
  });

  it.each([
    [26_000, 6],
    [16_000, 6],
    [15_999, 4],
    [6_000, 4],
    [5_999, 2],
  ])('begins no page in the last six seconds before %d: %d', async (until, swept) => {
    expect(await start().sweep({ until })).toEqual({ swept });
  });

  it('fails where a table does, for whoever looks at its figures', async () => {
    const { sweep, warned } = start(['orders']);
    await expect(sweep({ until: 200_000 })).rejects.toMatchObject({
      message: 'not all tables were swept',
      errors: [new Error('no orders')],
    });
    expect(warned).toEqual([]);
  });
});

describe('what is published again', () => {
  const since = '2026-01-01T00:00:00.000Z';
  const item = (changes: object = {}): Item => ({ pk: 'ORDER#1', ...commit, ...changes });
  const done = async (...pages: readonly Item[][]) => {
    const marked: unknown[] = [];
    const told: unknown[] = [];
    const result = await republish(
      {
        tables,
        table: 'tandem-dev-orders',
        scan: async function* () {
          yield* pages;
        } as never,
        outboxes: {
          markPending: async ({ key }, pendingAt) => void marked.push([key.pk, pendingAt]),
        },
        progress: (soFar) => told.push(soFar),
      },
      since,
    );
    expect(told.at(-1) ?? result).toEqual(result);
    return { ...result, marked, told: told.length };
  };

  it.each<[string, Item, number, number]>([
    ['a commit of that time', item(), 1, 0],
    ['a later one', item({ time: '2026-01-01T00:00:00.001Z' }), 1, 0],
    ['not an earlier one', item({ time: '2025-12-31T23:59:59.999Z' }), 0, 0],
    ['not one that waits as it is', item({ pending: '0' }), 0, 0],
    ['not one that has said nothing', item({ messages: undefined }), 0, 0],
    ['not what is no commit', item({ sk: 'OUT#1', messages: [] }), 0, 0],
    ['not what cannot be read, and that is counted', item({ events: undefined }), 0, 1],
  ])('is %s', async (_, stored, commits, unreadable) => {
    const marked = commits === 1 ? [['ORDER#1', since]] : [];
    expect(await done([stored])).toEqual({ items: 1, commits, unreadable, marked, told: 1 });
  });

  it('is counted page by page', async () => {
    const spoilt = item({ time: undefined });
    const { marked, ...counts } = await done([item(), item({ sk: 'OUT#1' })], [], [item(), spoilt]);
    expect(counts).toEqual({ items: 4, commits: 2, unreadable: 1, told: 3 });
    expect(marked).toHaveLength(2);
    expect(await done()).toEqual({ items: 0, commits: 0, unreadable: 0, marked: [], told: 0 });
  });
});

// What a table's stream brings: which records have something to say, and which of them come again.
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import type { OutboxItem } from '../../functions/outbox-relay/store.ts';
import { createStreamRelay } from '../../functions/outbox-relay/stream.ts';
import { toAttributes } from '../../platform/data/dynamodb/attributes.ts';

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
  const relay = createStreamRelay(async (items) => {
    relayed.push(...items);
    const left = new Set(items.filter(isLeft));
    return { left, published: new Set(items.filter((item) => !left.has(item))) };
  }, tables);
  const settle = async (...Records: DynamoDBRecord[]) =>
    (await relay({ Records })).map(({ status }) => status);
  return { relayed, settle };
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

// Whether a reader of a stream has to look again: after a page that may have been cut off, and after a shard that has ended.
import { expect, it } from 'vitest';
import type { Database } from '../../localstack/dynamodb/dynoxide.ts';
import { createStreams } from '../../localstack/dynamodb/streams.ts';

const streamArn = 'arn:aws:dynamodb:eu-central-1:000000000000:table/orders/stream/1';

interface Page {
  readonly records: number;
  readonly bytes?: number;
  readonly isLast?: boolean;
}

const readerOf = async (pages: Record<string, Page[]>) => {
  let sequence = 0;
  const answers: Record<string, (input: Record<string, string>) => object> = {
    DescribeStream: () => ({
      StreamDescription: { Shards: Object.keys(pages).map((ShardId) => ({ ShardId })) },
    }),
    GetShardIterator: ({ ShardId }) => ({ ShardIterator: `${ShardId}/0` }),
    GetRecords: ({ ShardIterator = '' }) => {
      const [shard = '', at = ''] = ShardIterator.split('/');
      const { records, bytes = 10, isLast } = pages[shard]?.[Number(at)] ?? { records: 0 };
      const Records = Array.from({ length: records }, () => {
        sequence += 1;
        return { dynamodb: { SequenceNumber: `${sequence}`, SizeBytes: bytes } };
      });
      return { Records, ...(!isLast && { NextShardIterator: `${shard}/${Number(at) + 1}` }) };
    },
  };
  const call: Database['call'] = async (operation, input) =>
    (answers[operation]?.(input as Record<string, string>) ?? {}) as Record<string, unknown>;
  const streams = createStreams('eu-central-1', { call } as Database);
  streams.register({ name: 'orders', streamArn, keptArn: streamArn });
  return streams.reader(streamArn, undefined);
};

it.each([
  ['nothing', { records: 0 }, true],
  ['some records', { records: 499 }, true],
  ['half of the thousand that a page holds', { records: 500 }, false],
  ['a full page', { records: 1_000 }, false],
  ['less than half a megabyte', { records: 1, bytes: 499_999 }, true],
  ['half of the megabyte that a page holds', { records: 2, bytes: 250_000 }, false],
  ['the end of a shard', { records: 1, isLast: true }, false],
] as const)('after %s', async (_, page, atEnd) => {
  const reader = await readerOf({ first: [page] });
  expect(await reader.next()).toHaveLength(page.records);
  expect(reader.atEnd).toBe(atEnd);
});

it('goes on in the shard that follows, and is at the end where none does', async () => {
  const reader = await readerOf({
    first: [{ records: 1, isLast: true }],
    second: [{ records: 2, isLast: true }],
  });
  expect(await reader.next()).toHaveLength(1);
  expect(await reader.next()).toHaveLength(2);
  expect(reader.shardId).toBe('second');
  expect(await reader.next()).toEqual([]);
  expect(reader.atEnd).toBe(true);
});

import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputFile, type Running, run } from '../support/assembly-fixture.ts';
import { type Change, key, streamAssembly } from '../support/stream-assembly.ts';

interface Answer {
  readonly Streams: { StreamArn: string }[];
  readonly StreamDescription: { Shards: { ShardId: string }[] };
  readonly ShardIterator: string;
  readonly NextShardIterator: string;
  readonly Records: Change[];
  readonly __type?: string;
}

const base64 = (text: string) => Buffer.from(text).toString('base64url');

describe('the Streams API', () => {
  let running: Running;
  beforeAll(async () => {
    running = await run(streamAssembly(outputFile().path));
  });
  afterAll(() => running.stop());

  /** A call as an SDK makes it; the answer or the name of the error. */
  const call = async (operation: string, input: unknown): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${running.cloud.endpoints.aws}/`, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Answer;
  };

  it('reads the range that a batch which was given up names', async () => {
    const dynamodb = new DynamoDBClient(running.client());
    for (const pk of ['a', 'b', 'c']) {
      await dynamodb.send(new PutItemCommand({ TableName: 'things-New', Item: key(pk) }));
    }
    const { Streams } = await call('ListStreams', { TableName: 'things-New' });
    const [{ StreamArn } = { StreamArn: '' }] = Streams;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'things-New' }));
    expect(Table).toMatchObject({
      LatestStreamArn: StreamArn,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      TableArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/things-New',
    });
    const { StreamDescription } = await call('DescribeStream', { StreamArn });
    const { Shards } = StreamDescription;
    const [{ ShardId } = { ShardId: '' }] = Shards;
    expect(Shards).toEqual([
      { ShardId, SequenceNumberRange: { StartingSequenceNumber: '000000000000000000001' } },
    ]);
    const { ShardIterator } = await call('GetShardIterator', {
      StreamArn,
      ShardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: '000000000000000000002',
    });
    const { Records, NextShardIterator } = await call('GetRecords', { ShardIterator, Limit: 2 });
    expect(Records.map(({ dynamodb: { Keys } }) => Keys.pk?.S)).toEqual(['b', 'c']);
    expect(await call('GetRecords', { ShardIterator: NextShardIterator })).toMatchObject({
      Records: [],
    });
    dynamodb.destroy();
  });

  it('reads the stream of a table that no template has', async () => {
    const dynamodb = new DynamoDBClient(running.client());
    const TableName = 'made-by-hand';
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    await dynamodb.send(new PutItemCommand({ TableName, Item: key('a') }));
    const { Streams } = await call('ListStreams', { TableName });
    const [{ StreamArn } = { StreamArn: '' }] = Streams;
    expect(StreamArn).toBe(TableDescription?.LatestStreamArn);
    const { StreamDescription } = await call('DescribeStream', { StreamArn });
    const { ShardIterator } = await call('GetShardIterator', {
      StreamArn,
      ShardId: StreamDescription.Shards[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    });
    const { Records } = await call('GetRecords', { ShardIterator });
    expect(Records.map(({ dynamodb: { Keys } }) => Keys.pk?.S)).toEqual(['a']);
    const { ShardId } = StreamDescription.Shards[0] ?? {};
    const iterator = { StreamArn, ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER' };
    for (const [operation, input, name] of [
      ['GetShardIterator', iterator, 'ValidationException'],
      ['GetShardIterator', { ...iterator, SequenceNumber: 'abc' }, 'ValidationException'],
      ['GetShardIterator', { ...iterator, ShardIteratorType: 'OLDEST' }, 'ValidationException'],
      [
        'GetShardIterator',
        { ...iterator, ShardId: 'shardId-1', ShardIteratorType: 'LATEST' },
        'ResourceNotFoundException',
      ],
      ['DescribeStream', { StreamArn, Limit: 0 }, 'ValidationException'],
      ['DescribeStream', { StreamArn, Limit: 101 }, 'ValidationException'],
      ['GetRecords', { ShardIterator, Limit: 0 }, 'ValidationException'],
      ['GetRecords', { ShardIterator, Limit: 1001 }, 'ValidationException'],
    ] as const) {
      expect(await call(operation, input), JSON.stringify(input)).toMatchObject({
        __type: expect.stringContaining(name),
      });
    }
    dynamodb.destroy();
  });

  it.each([
    [
      'DescribeStream',
      { StreamArn: 'arn:aws:dynamodb:eu-central-1:0:table/no/stream/1' },
      'ResourceNotFoundException',
    ],
    ['GetShardIterator', { StreamArn: 'things-New' }, 'ResourceNotFoundException'],
    ['GetRecords', { ShardIterator: 'bogus' }, 'ValidationException'],
    ['GetRecords', {}, 'ValidationException'],
    ['GetRecords', { ShardIterator: base64('null') }, 'ValidationException'],
    ['GetRecords', { ShardIterator: base64('123') }, 'ValidationException'],
    ['GetRecords', { ShardIterator: base64('{"streamArn":1}') }, 'ValidationException'],
  ])('refuses what is not there: %s %j', async (operation, input, name) => {
    expect(await call(operation, input)).toMatchObject({ __type: expect.stringContaining(name) });
  });
});

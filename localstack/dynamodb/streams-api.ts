// The DynamoDB Streams API: what the database answers, under the ARNs of the account.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html

import type { Account } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import { AwsError, type AwsResponse, denied, json } from '../cloud/protocol/edge-protocol.ts';
import type { Database } from './dynoxide.ts';
import { type KeptRecords, recordOf, shardOf } from './stream-records.ts';
import type { StreamedTable, Streams } from './streams.ts';

export interface StreamsRequest {
  readonly TableName?: string;
  readonly StreamArn?: string;
  readonly ShardIterator?: string;
  readonly ShardId?: string;
  readonly ShardIteratorType?: string;
  readonly SequenceNumber?: unknown;
  readonly Limit?: unknown;
  readonly ExclusiveStartStreamArn?: string;
}

interface Needs {
  readonly account: Account;
  readonly access: Pick<Access, 'check'>;
  readonly database: Pick<Database, 'call'>;
  readonly streams: Pick<Streams, 'table' | 'tables'>;
}

interface Iterator {
  readonly streamArn: string;
  readonly kept: string;
}

const pack = (iterator: Iterator) => Buffer.from(JSON.stringify(iterator)).toString('base64url');

function unpack(text: string): Iterator {
  try {
    const { streamArn, kept } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Iterator;
    if (typeof streamArn === 'string' && typeof kept === 'string') return { streamArn, kept };
  } catch {
    // The reason is the same.
  }
  throw new AwsError('ValidationException', 'Invalid ShardIterator.');
}

const mostStreams = 100;
const iteratorTypes = ['AFTER_SEQUENCE_NUMBER', 'AT_SEQUENCE_NUMBER', 'LATEST', 'TRIM_HORIZON'];

const invalid = (message: string) => new AwsError('ValidationException', message);

function checkLimit({ Limit: limit }: StreamsRequest, most: number): void {
  if (limit === undefined) return;
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= most) return;
  throw invalid(
    `1 validation error detected: Limit is between 1 and ${most}, not ${String(limit)}`,
  );
}

/** dynoxide takes any shard, and begins at the oldest record where it has no number. */
function checkIterator({ ShardIteratorType: type = '', SequenceNumber: at }: StreamsRequest): void {
  if (!iteratorTypes.includes(type)) {
    throw invalid(`ShardIteratorType is one of ${iteratorTypes.join(', ')}, not ${type}`);
  }
  if (type.endsWith('SEQUENCE_NUMBER') && !/^\d{1,40}$/.test(String(at))) {
    throw invalid(`SequenceNumber is a number of 21 to 40 digits for the type ${type}`);
  }
}

export function streamsApi({ account, access, database, streams }: Needs) {
  async function call(operation: string, input: unknown): Promise<Record<string, unknown>> {
    try {
      return await database.call(operation, input);
    } catch (error) {
      const { name, message } = error as Error;
      throw new AwsError(name, message);
    }
  }

  function tableOf(streamArn: string | undefined): StreamedTable {
    const table = streams.table(streamArn ?? '');
    if (table) return table;
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${streamArn} not found`,
    );
  }

  async function describe(request: StreamsRequest): Promise<AwsResponse> {
    checkLimit(request, 100);
    const { streamArn, keptArn } = tableOf(request.StreamArn);
    const answer = await call('DescribeStream', { ...request, StreamArn: keptArn });
    const description = answer.StreamDescription as { Shards: Parameters<typeof shardOf>[0][] };
    const Shards = description.Shards.map((shard, at, { length }) =>
      shardOf(shard, at === length - 1),
    );
    return json({ StreamDescription: { ...description, StreamArn: streamArn, Shards } });
  }

  async function records(request: StreamsRequest): Promise<AwsResponse> {
    checkLimit(request, 1000);
    const { streamArn, kept } = unpack(request.ShardIterator ?? '');
    const answer = (await call('GetRecords', { ...request, ShardIterator: kept })) as KeptRecords;
    const { NextShardIterator: next } = answer;
    return json({
      Records: (answer.Records ?? []).map((record) => recordOf(record, streamArn, account.region)),
      ...(next !== undefined && { NextShardIterator: pack({ streamArn, kept: next }) }),
    });
  }

  const operations: Record<string, (request: StreamsRequest) => Promise<AwsResponse>> = {
    DescribeStream: describe,
    GetRecords: records,
    async ListStreams(request) {
      checkLimit(request, mostStreams);
      const { TableName, ExclusiveStartStreamArn: after, Limit = mostStreams } = request;
      const all = streams
        .tables()
        .filter(({ name }) => TableName === undefined || name === TableName)
        .map(({ name, streamArn }) => ({
          StreamArn: streamArn,
          TableName: name,
          StreamLabel: streamArn.slice(streamArn.lastIndexOf('/') + 1),
        }));
      const rest = all.slice(all.findIndex(({ StreamArn }) => StreamArn === after) + 1);
      const Streams = rest.slice(0, Number(Limit));
      const last = Streams.length < rest.length ? Streams.at(-1)?.StreamArn : undefined;
      return json({ Streams, ...(last !== undefined && { LastEvaluatedStreamArn: last }) });
    },
    async GetShardIterator(request) {
      const { streamArn, keptArn } = tableOf(request.StreamArn);
      checkIterator(request);
      const { StreamDescription } = await call('DescribeStream', { StreamArn: keptArn });
      const { Shards } = StreamDescription as { Shards: { readonly ShardId: string }[] };
      if (!Shards.some(({ ShardId }) => ShardId === request.ShardId)) {
        throw new AwsError(
          'ResourceNotFoundException',
          `Requested resource not found: Shard does not exist: ${request.ShardId}`,
        );
      }
      const answer = await call('GetShardIterator', { ...request, StreamArn: keptArn });
      return json({ ShardIterator: pack({ streamArn, kept: String(answer.ShardIterator) }) });
    },
  };

  return async (operation: string, request: StreamsRequest, key: string): Promise<AwsResponse> => {
    const resource =
      request.ShardIterator === undefined
        ? (request.StreamArn ?? '*')
        : unpack(request.ShardIterator).streamArn;
    const reason = access.check(key, `dynamodb:${operation}`, resource);
    if (reason !== undefined) throw denied('dynamodb', reason);
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run) throw new AwsError('UnknownOperationException', `${operation} is not served`);
    return await run(request);
  };
}

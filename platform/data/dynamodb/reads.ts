// Reads of a table in DynamoDB: by key, by keys, by prefix and by a sparse index.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../../kernel/errors.ts';
import { mostAttempts, retryPause } from '../../kernel/retry.ts';
import type { Key, QueryOptions, Table } from '../table.ts';
import { fromAttributes, toAttributes } from './attributes.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const batchGetLimit = 100;

const lowest = '';
const highest = '\uffff';

/** The range of sort keys a query reads; DynamoDB takes one condition on the sort key. */
const rangeOf = ({ prefix = lowest, since, after, until, newestFirst = false }: QueryOptions) => {
  const low = since ?? (prefix === lowest ? '\u0000' : prefix);
  const between = (from: string, to: string) => ({
    condition: ' AND sk BETWEEN :low AND :high',
    values: { ':low': from, ':high': to },
  });
  if (until !== undefined) return between(after ?? low, until);
  if (after !== undefined) {
    return newestFirst ? between(low, after) : between(after, `${prefix}${highest}`);
  }
  if (since !== undefined) return between(low, highest);
  return prefix === lowest
    ? { condition: '', values: {} }
    : { condition: ' AND begins_with(sk, :prefix)', values: { ':prefix': prefix } };
};

interface Source {
  readonly client: DynamoDBClient;
  readonly TableName: string;
  readonly random: () => number;
}

/** Page by page, as the caller takes them. */
async function* queryPages<T extends object>(
  { client, TableName }: Source,
  input: Partial<QueryCommandInput>,
): AsyncGenerator<(Key & T)[]> {
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new QueryCommand({ TableName, ...input, ExclusiveStartKey }));
    yield (page.Items ?? []).map((item) => fromAttributes<Key & T>(item));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

/** All pages, up to so many items. */
const queryAll = async <T extends object>(
  { client, TableName }: Source,
  input: Partial<QueryCommandInput>,
  limit: number,
) => {
  const items: (Key & T)[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const Limit = limit - items.length;
    const page = await client.send(
      new QueryCommand({ TableName, ...input, Limit, ExclusiveStartKey }),
    );
    items.push(...(page.Items ?? []).map((item) => fromAttributes<Key & T>(item)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined && items.length < limit);
  return items;
};

/** One batch; what DynamoDB leaves unread for lack of throughput or room is asked again. */
const getBatch = async <T extends object>(
  { client, TableName, random }: Source,
  keys: readonly Key[],
  ConsistentRead: boolean,
) => {
  const items: (Key & T)[] = [];
  let left = keys.map(({ pk, sk }) => toAttributes({ pk, sk }));
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const RequestItems = { [TableName]: { Keys: left, ConsistentRead } };
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems }),
    );
    const read = Responses?.[TableName] ?? [];
    items.push(...read.map((item) => fromAttributes<Key & T>(item)));
    left = UnprocessedKeys?.[TableName]?.Keys ?? [];
    if (left.length > 0 && attempt >= mostAttempts) {
      throw new AppError('overloaded', { retryAfter: 1 });
    }
    if (left.length > 0) await sleep(retryPause(attempt, random));
  }
  return items;
};

/** Each key once, as many together as one request takes. */
const batchesOf = (keys: readonly Key[]): Key[][] => {
  const unique = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
  return Array.from({ length: Math.ceil(unique.length / batchGetLimit) }, (_, batch) =>
    unique.slice(batch * batchGetLimit, (batch + 1) * batchGetLimit),
  );
};

const queryInput = (pk: string, options: QueryOptions): Partial<QueryCommandInput> => {
  const { newestFirst = false, consistent = true } = options;
  const { condition, values } = rangeOf(options);
  return {
    KeyConditionExpression: `pk = :pk${condition}`,
    ExpressionAttributeValues: toAttributes({ ':pk': pk, ...values }),
    ScanIndexForward: !newestFirst,
    ConsistentRead: consistent,
  };
};

export const createReads = (source: Source): Omit<Table, 'transact'> => ({
  get: async <T extends object>({ pk, sk }: Key) => {
    const { client, TableName } = source;
    const input = { TableName, Key: toAttributes({ pk, sk }), ConsistentRead: true };
    const { Item } = await client.send(new GetItemCommand(input));
    return Item && fromAttributes<Key & T>(Item);
  },

  getMany: async <T extends object>(
    keys: readonly Key[],
    { consistent = true }: { readonly consistent?: boolean } = {},
  ) => {
    const reads = batchesOf(keys).map((batch) => getBatch<T>(source, batch, consistent));
    return (await Promise.all(reads)).flat();
  },

  query: async <T extends object>(pk: string, options: QueryOptions = {}) => {
    const { after, limit = 10_000 } = options;
    // BETWEEN includes the position itself, so one more is read and it is dropped.
    const most = after === undefined ? limit : limit + 1;
    const items = await queryAll<T>(source, queryInput(pk, options), most);
    return items.filter(({ sk }) => sk !== after).slice(0, limit);
  },

  queryIndex: (IndexName, partition, until, Limit = 100) => {
    const [pk, sk] = IndexName === 'due-index' ? ['due', 'dueAt'] : ['pending', 'pendingAt'];
    return queryPages(source, {
      IndexName,
      KeyConditionExpression: '#pk = :pk AND #sk <= :until',
      ExpressionAttributeNames: { '#pk': pk, '#sk': sk },
      ExpressionAttributeValues: toAttributes({ ':pk': partition, ':until': until }),
      Limit,
    });
  },
});

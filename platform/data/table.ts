// A service's one DynamoDB table: reads by key and by prefix, and transactions whose refusals are facts with names.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../kernel/errors.ts';
import { fromAttributes, toAttributes } from './attributes.ts';
import { mostAttempts, pauseAfter } from './retry.ts';
import { type Item, type Key, toTransactItem, type Write } from './write.ts';

export interface QueryOptions {
  /** Only sort keys that begin so. */
  readonly prefix?: string;
  /** Only sort keys from this one on; with newestFirst. */
  readonly since?: string;
  /** Only sort keys strictly after this one, in the direction asked for. */
  readonly after?: string;
  /** Only sort keys up to this one; the oldest first. */
  readonly until?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly consistent?: boolean;
}

export interface Table {
  /** Always a consistent read. */
  get<T extends object = Item>(key: Key): Promise<(Key & T) | undefined>;
  /** What is there of these keys, each asked once, in no order; consistent unless told otherwise. */
  getMany<T extends object = Item>(
    keys: readonly Key[],
    options?: { readonly consistent?: boolean },
  ): Promise<(Key & T)[]>;
  /** Items of a partition in the order of their sort keys; consistent unless told otherwise. */
  query<T extends object = Item>(pk: string, options?: QueryOptions): Promise<(Key & T)[]>;
  /** Items of a sparse index whose sort key is at most `until`: eventually consistent, never the basis of a decision. */
  queryIndex<T extends object = Item>(
    index: 'pending-index' | 'due-index',
    partition: string,
    until: string,
    limit?: number,
  ): Promise<(Key & T)[]>;
  /** All writes or none. Throws `refused` of the first failed condition, or `overloaded` when conflicts do not end. */
  transact(writes: readonly Write[]): Promise<void>;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactionLimit = 100;

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

const refusalOf = (writes: readonly Write[], error: unknown): Error | undefined => {
  if (error instanceof ConditionalCheckFailedException) return writes[0]?.refused?.();
  if (!(error instanceof TransactionCanceledException)) return undefined;
  // A guard without a name of its own leaves the explanation to the next refused write.
  const refused = writes.find(
    (write, index) =>
      write.refused !== undefined &&
      error.CancellationReasons?.[index]?.Code === 'ConditionalCheckFailed',
  );
  return refused?.refused?.();
};

const isConflict = (error: unknown): boolean =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).some(({ Code }) => Code === 'TransactionConflict')
    : (error as Error).name === 'TransactionConflictException';

const throwUnlessConflict = (writes: readonly Write[], error: unknown, attempt: number): void => {
  const refusal = refusalOf(writes, error);
  if (refusal !== undefined) throw refusal;
  if (!isConflict(error)) throw error;
  if (attempt >= mostAttempts) throw new AppError('overloaded', { retryAfter: 1, cause: error });
};

export const createTable = (
  client: DynamoDBClient,
  TableName: string,
  random: () => number = Math.random,
): Table => {
  const queryAll = async <T extends object>(input: Partial<QueryCommandInput>, limit: number) => {
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
  const getBatch = async <T extends object>(Keys: readonly Key[], ConsistentRead: boolean) => {
    const items: (Key & T)[] = [];
    let left = Keys.map(({ pk, sk }) => toAttributes({ pk, sk }));
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
      if (left.length > 0) await sleep(pauseAfter(attempt, random));
    }
    return items;
  };

  /** A single put or update costs half of a transaction: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */
  const send = async (writes: readonly Write[]): Promise<void> => {
    const [first, ...others] = writes.map((write) => toTransactItem(TableName, write));
    if (others.length === 0 && first?.Put) await client.send(new PutItemCommand(first.Put));
    else if (others.length === 0 && first?.Update) {
      await client.send(new UpdateItemCommand(first.Update));
    } else if (others.length === 0 && first?.Delete) {
      await client.send(new DeleteItemCommand(first.Delete));
    } else {
      const TransactItems = first === undefined ? [] : [first, ...others];
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
    }
  };

  return {
    get: async <T extends object>({ pk, sk }: Key) => {
      const input = { TableName, Key: toAttributes({ pk, sk }), ConsistentRead: true };
      const { Item } = await client.send(new GetItemCommand(input));
      return Item && fromAttributes<Key & T>(Item);
    },

    getMany: async <T extends object>(
      keys: readonly Key[],
      { consistent = true }: { readonly consistent?: boolean } = {},
    ) => {
      const unique = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
      const batches = Array.from({ length: Math.ceil(unique.length / batchGetLimit) }, (_, batch) =>
        unique.slice(batch * batchGetLimit, (batch + 1) * batchGetLimit),
      );
      const items = await Promise.all(batches.map((batch) => getBatch<T>(batch, consistent)));
      return items.flat();
    },

    query: async <T extends object>(pk: string, options: QueryOptions = {}) => {
      const { after, newestFirst = false, limit = 10_000, consistent = true } = options;
      const { condition, values } = rangeOf(options);
      const input = {
        KeyConditionExpression: `pk = :pk${condition}`,
        ExpressionAttributeValues: toAttributes({ ':pk': pk, ...values }),
        ScanIndexForward: !newestFirst,
        ConsistentRead: consistent,
      };
      // BETWEEN includes the position itself, so one more is read and it is dropped.
      const items = await queryAll<T>(input, after === undefined ? limit : limit + 1);
      return items.filter(({ sk }) => sk !== after).slice(0, limit);
    },

    queryIndex: (IndexName, partition, until, limit = 100) => {
      const [pk, sk] = IndexName === 'due-index' ? ['due', 'dueAt'] : ['pending', 'pendingAt'];
      const input = {
        IndexName,
        KeyConditionExpression: '#pk = :pk AND #sk <= :until',
        ExpressionAttributeNames: { '#pk': pk, '#sk': sk },
        ExpressionAttributeValues: toAttributes({ ':pk': partition, ':until': until }),
      };
      return queryAll(input, limit);
    },

    transact: async (writes) => {
      if (writes.length > transactionLimit) {
        throw new AppError('validation-failed', { detail: 'Too much for one transaction.' });
      }
      for (let attempt = 1; ; attempt += 1) {
        try {
          await send(writes);
          return;
        } catch (error) {
          throwUnlessConflict(writes, error, attempt);
        }
        await sleep(pauseAfter(attempt, random));
      }
    },
  };
};

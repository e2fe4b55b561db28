// The partitions that a call concerns, for grants that name them (`dynamodb:LeadingKeys`).
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html

import { compared, type Read, type Value } from './reads.ts';

type Item = Readonly<Record<string, Value>>;

interface Operation extends Read {
  readonly Item?: Item;
  readonly Key?: Item;
}

interface BatchWrite {
  readonly PutRequest?: Operation;
  readonly DeleteRequest?: Operation;
}

/** Name of the partition key of a table or of its index; undefined for one that is not there. */
export type PartitionKey = (table: string, index?: string) => string | undefined;

const text = (value: Value | undefined): string[] =>
  value === undefined ? [] : Object.values(value).map(String);

const queried = (query: Operation, name: string): string[] =>
  compared(query).flatMap(([key, value]) => (key === name ? text(value) : []));

const ofOne = (call: Operation, partitionKey: PartitionKey): string[] => {
  const name = partitionKey(call.TableName ?? '', call.IndexName);
  if (name === undefined) return [];
  const item = call.Item ?? call.Key;
  return item === undefined ? queried(call, name) : text(item[name]);
};

const ofBatch = (TableName: string, batch: unknown, partitionKey: PartitionKey): string[] => {
  const { Keys = [] } = batch as { Keys?: readonly Item[] };
  const writes = Array.isArray(batch) ? (batch as readonly BatchWrite[]) : [];
  const calls = [
    ...Keys.map((Key) => ({ Key })),
    ...writes.map(({ PutRequest, DeleteRequest }) => PutRequest ?? DeleteRequest ?? {}),
  ];
  return calls.flatMap((call) => ofOne({ ...call, TableName }, partitionKey));
};

/** For each permission that the call needs, in their order; none for a scan. */
export function leadingKeysOf(
  operation: string,
  request: Readonly<Record<string, unknown>>,
  partitionKey: PartitionKey,
): string[][] {
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    const items = (request.TransactItems ?? []) as Readonly<Record<string, Operation>>[];
    return items.flatMap((item) => Object.values(item).map((one) => ofOne(one, partitionKey)));
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.entries(request.RequestItems ?? {}).map(([table, batch]) =>
      ofBatch(table, batch, partitionKey),
    );
  }
  return [ofOne(request, partitionKey)];
}

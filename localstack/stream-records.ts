// DynamoDB stream records, derived from the writes that pass the edge (docs/decisions/0003).
import { randomUUID } from 'node:crypto';

export type Item = Record<string, Record<string, unknown>>;
export type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';
export type Existence = 'absent' | 'present' | 'unknown';

export interface Write {
  readonly table: string;
  readonly kind: 'Put' | 'Update' | 'Delete';
  /** The item of a Put, the key of an Update or Delete. */
  readonly item: Item;
  readonly condition?: string;
  readonly names?: Record<string, string>;
  readonly values?: Item;
  readonly update?: string;
}

export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: EventName;
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
}

interface Operation {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
  readonly UpdateExpression?: string;
}

function write(kind: Write['kind'], operation: Operation): Write {
  return {
    table: operation.TableName,
    kind,
    item: operation.Item ?? operation.Key ?? {},
    condition: operation.ConditionExpression,
    names: operation.ExpressionAttributeNames,
    values: operation.ExpressionAttributeValues,
    update: operation.UpdateExpression,
  };
}

const kinds = ['Put', 'Update', 'Delete'] as const;

function transactionWrites(input: Record<string, unknown>): Write[] {
  const entries = input.TransactItems as Record<string, Operation>[];
  return entries.flatMap((entry) =>
    kinds.flatMap((kind) => (entry[kind] ? [write(kind, entry[kind])] : [])),
  );
}

function batchWrites(input: Record<string, unknown>): Write[] {
  const tables = input.RequestItems as Record<string, Record<string, Operation>[]>;
  return Object.entries(tables).flatMap(([TableName, requests]) =>
    requests.map((request) =>
      request.PutRequest
        ? write('Put', { ...request.PutRequest, TableName })
        : write('Delete', { ...(request.DeleteRequest as Operation), TableName }),
    ),
  );
}

/** The single-item writes that an operation makes, in their order. */
export function writesOf(operation: string, input: Record<string, unknown>): Write[] {
  switch (operation) {
    case 'PutItem':
      return [write('Put', input as unknown as Operation)];
    case 'UpdateItem':
      return [write('Update', input as unknown as Operation)];
    case 'DeleteItem':
      return [write('Delete', input as unknown as Operation)];
    case 'TransactWriteItems':
      return transactionWrites(input);
    case 'BatchWriteItem':
      return batchWrites(input);
    default:
      return [];
  }
}

/**
 * What a condition that held says about the item before the write: `attribute_not_exists(pk)` means
 * it was absent, any comparison with one of its attributes means it was present.
 */
export function existenceBefore(write: Write, keyNames: readonly string[]): Existence {
  const condition = write.condition ?? '';
  if (condition === '' || /\bOR\b|\bNOT\b/i.test(condition)) return 'unknown';
  const plain = condition.replace(/#\w+/g, (name) => write.names?.[name] ?? name);
  let absent = false;
  const rest = plain.replace(/attribute_not_exists\s*\(\s*([^)\s]+)\s*\)/g, (_, name: string) => {
    if (keyNames.includes(name)) absent = true;
    return '';
  });
  if (absent) return 'absent';
  // `<>` also holds for an attribute that is not there.
  if (rest.includes('<>')) return 'unknown';
  return /attribute_exists|begins_with|contains|BETWEEN|\bIN\b|[=<>]/i.test(rest)
    ? 'present'
    : 'unknown';
}

/** The event names a write can lead to, given what is known of the item before it. */
export function possibleEvents(kind: Write['kind'], before: Existence): EventName[] {
  if (kind === 'Delete') return ['REMOVE'];
  if (before === 'absent') return ['INSERT'];
  return before === 'present' ? ['MODIFY'] : ['INSERT', 'MODIFY'];
}

export function keyOf(item: Item, keyNames: readonly string[]): Item {
  const key: Item = {};
  for (const name of keyNames) {
    const value = item[name];
    if (value !== undefined) key[name] = value;
  }
  return key;
}

let sequence = BigInt(Date.now()) * 1_000_000n;

export interface Change {
  readonly keys: Item;
  readonly eventName: EventName;
  readonly newImage: Item | undefined;
  readonly oldImage: Item | undefined;
}

export interface StreamDescription {
  readonly streamArn: string;
  readonly region: string;
  readonly viewType: string;
}

export function recordOf(change: Change, stream: StreamDescription, now: number): StreamRecord {
  sequence += 1n;
  const { viewType } = stream;
  const withNew = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES';
  const withOld = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES';
  return {
    eventID: randomUUID().replaceAll('-', ''),
    eventName: change.eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: stream.region,
    eventSourceARN: stream.streamArn,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(now / 1000),
      Keys: change.keys,
      ...(withNew && change.newImage && { NewImage: change.newImage }),
      ...(withOld && change.oldImage && { OldImage: change.oldImage }),
      SequenceNumber: String(sequence),
      SizeBytes: JSON.stringify(change.newImage ?? change.keys).length,
      StreamViewType: viewType,
    },
  };
}

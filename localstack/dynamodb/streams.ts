// The streams of the tables: the database keeps one record a write in the write's own transaction, readers follow them.
import type { Database } from './dynoxide.ts';
import { type KeptRecords, recordOf, type StreamRecord, sequenceOf } from './stream-records.ts';

export interface StreamedTable {
  readonly name: string;
  /** As the template and callers know it. */
  readonly streamArn: string;
  /** As the database knows it. */
  readonly keptArn: string;
}

/** The last record that is done with. */
export interface Position {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

export interface StreamReader {
  readonly shardId: string;
  /** There was nothing more when it last read: what comes is told by `onWrite`. */
  readonly atEnd: boolean;
  /** The next records, oldest first, at most a thousand; none at the end of the stream. */
  next(): Promise<readonly StreamRecord[]>;
}

export interface Streams {
  register(table: StreamedTable): void;
  table(streamArn: string): StreamedTable | undefined;
  tables(): readonly StreamedTable[];
  /** Reads on after the position; from the oldest record where there is none or its shard has gone. */
  reader(streamArn: string, after: Position | undefined): Promise<StreamReader>;
  /** Calls back when records may be there; answers how to stop that. */
  onWrite(streamArn: string, listener: () => void): () => void;
  /** A call has written to these tables; `*` where it is not known to which. */
  wrote(tables: ReadonlySet<string>): void;
}

interface Entry {
  readonly table: StreamedTable;
  readonly listeners: Set<() => void>;
}

interface Shard {
  readonly ShardId: string;
}

// A page ends at a thousand records or 1 MB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
const mostRecords = 1000;
const mostBytes = 1_000_000;

/** Half of a limit is near enough to look again: sizes are those of the items, not of the page. */
function isFull(records: readonly StreamRecord[]): boolean {
  const bytes = records.reduce((all, { dynamodb }) => all + dynamodb.SizeBytes, 0);
  return records.length >= mostRecords / 2 || bytes >= mostBytes / 2;
}

export function createStreams(region: string, database: Database): Streams {
  const entries = new Map<string, Entry>();
  const byArn = new Map<string, Entry>();

  function entry(streamArn: string): Entry {
    const found = byArn.get(streamArn);
    if (!found) throw new Error(`no table of this assembly has the stream ${streamArn}`);
    return found;
  }

  async function shardIds({ keptArn }: StreamedTable): Promise<string[]> {
    const { StreamDescription } = await database.call('DescribeStream', { StreamArn: keptArn });
    return (StreamDescription as { Shards: Shard[] }).Shards.map(({ ShardId }) => ShardId);
  }

  async function iterator(table: StreamedTable, shardId: string, after: Position | undefined) {
    const { ShardIterator } = await database.call('GetShardIterator', {
      StreamArn: table.keptArn,
      ShardId: shardId,
      ...(after?.shardId === shardId
        ? {
            ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
            SequenceNumber: after.sequenceNumber,
          }
        : { ShardIteratorType: 'TRIM_HORIZON' }),
    });
    return String(ShardIterator);
  }

  async function reader(streamArn: string, after: Position | undefined): Promise<StreamReader> {
    const { table } = entry(streamArn);
    const shards = await shardIds(table);
    let shardId = shards.find((id) => id === after?.shardId) ?? shards[0] ?? '';
    let done = after;
    let at: string | undefined = await iterator(table, shardId, done);
    let atEnd = false;

    /** A shard that has ended goes on in the one that was made after it. */
    async function successor(): Promise<string | undefined> {
      const all = await shardIds(table);
      const following = all[all.indexOf(shardId) + 1];
      if (following === undefined) return undefined;
      shardId = following;
      return await iterator(table, shardId, undefined);
    }

    return {
      get shardId() {
        return shardId;
      },
      get atEnd() {
        return atEnd;
      },
      async next() {
        at ??= await successor();
        atEnd = at === undefined;
        if (at === undefined) return [];
        try {
          const answer = (await database.call('GetRecords', { ShardIterator: at })) as KeptRecords;
          const records = (answer.Records ?? []).map((kept) => recordOf(kept, streamArn, region));
          const last = records.at(-1);
          if (last) done = { shardId, sequenceNumber: sequenceOf(last) };
          at = answer.NextShardIterator;
          atEnd = at !== undefined && !isFull(records);
          return records;
        } catch (error) {
          // Iterators live for fifteen minutes on DynamoDB.
          if ((error as Error).name !== 'ExpiredIteratorException') throw error;
          at = await iterator(table, shardId, done);
          return [];
        }
      },
    };
  }

  return {
    register(table) {
      const made = { table, listeners: new Set<() => void>() };
      entries.set(table.name, made);
      byArn.set(table.streamArn, made);
    },
    table: (streamArn) => byArn.get(streamArn)?.table,
    tables: () => [...entries.values()].map(({ table }) => table),
    reader,
    onWrite(streamArn, listener) {
      const { listeners } = entry(streamArn);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    wrote(tables) {
      for (const [name, { listeners }] of entries) {
        if (!tables.has('*') && !tables.has(name)) continue;
        for (const listener of listeners) listener();
      }
    },
  };
}

// What all tables have to say: items with messages, those of them that are not published yet, and marking either.

import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromAttributes } from '../../platform/data/dynamodb/attributes.ts';
import { createTable } from '../../platform/data/dynamodb/dynamo-table.ts';
import { listOf, members, optional, text, where } from '../../platform/data/shape.ts';
import { inAllShards, shardOf } from '../../platform/data/shards.ts';
import { type Change, exists, type Key } from '../../platform/data/table.ts';
import { type CommitItem, commitPrefix, messagesOf } from '../../platform/messaging/committed.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';

export interface OutboxItem {
  readonly table: string;
  readonly key: Key;
  readonly messages: readonly AddressedMessage[];
  /** In the index of what is not published. */
  readonly isPending: boolean;
  /** A commit stays as it is; what was written only to be published goes when it was. */
  readonly isCommit: boolean;
  /** Not as a service writes it: nobody can say what is to be published. */
  readonly isUnreadable?: true;
}

export interface Outboxes {
  /** Items of a table that wait since `until` or longer: so many of each shard at a time, the oldest first. */
  pending(table: string, until: string, pageSize: number): AsyncIterable<readonly OutboxItem[]>;
  /** Takes the item out of the index, and the words out of what is no commit; `expiresAt` in seconds since 1970. */
  markPublished(item: OutboxItem, expiresAt: number): Promise<void>;
  /** Puts the item into the index since this ISO time. */
  markPending(item: OutboxItem, pendingAt: string): Promise<void>;
}

interface Stored {
  readonly messages?: readonly AddressedMessage[];
  readonly pending?: string;
}

/** Service by table name. */
export type Tables = Readonly<Record<string, string>>;

const committed = members({
  events: where(Array.isArray),
  time: text,
  correlationId: text,
  messages: optional(listOf(members({ id: text, destination: text, type: text }))),
});
const written = members({
  messages: optional(
    listOf(members({ destination: text, envelope: members({ id: text, type: text }) })),
  ),
});

/** Whatever somebody has made of an item, the others of its page are read. */
export const itemOf = (tables: Tables, table: string, stored: Key & Stored): OutboxItem => {
  const { pk, sk, messages = [], pending } = stored;
  const isCommit = sk.startsWith(commitPrefix);
  const item = { table, key: { pk, sk }, isPending: pending !== undefined, isCommit };
  const shape = isCommit ? committed : written;
  if (shape(stored) !== undefined) return { ...item, messages: [], isUnreadable: true };
  if (!isCommit) return { ...item, messages };
  const source = tables[table] ?? table;
  return { ...item, messages: messagesOf(source, stored as unknown as CommitItem) };
};

export const outboxItemOf = (
  tables: Tables,
  table: string,
  image: Record<string, AttributeValue>,
): OutboxItem => itemOf(tables, table, fromAttributes<Key & Stored>(image));

/** The auditor needs to know that a message was sent, not what it said; that may be about a person, and the receiver has it by now. */
const withoutData = ({ destination, envelope: { data: _, ...envelope } }: AddressedMessage) => ({
  destination,
  envelope,
});

export const published = ({ messages, isCommit }: OutboxItem, expiresAt: number): Change =>
  isCommit
    ? { expression: 'REMOVE pending, pendingAt' }
    : {
        expression: 'REMOVE pending, pendingAt SET expiresAt = :expiresAt, messages = :messages',
        values: { ':expiresAt': expiresAt, ':messages': messages.map(withoutData) },
      };

export const unpublished = ({ key }: OutboxItem, pendingAt: string): Change => ({
  expression: 'SET pending = :pending, pendingAt = :pendingAt',
  values: { ':pending': shardOf(key.pk), ':pendingAt': pendingAt },
});

export const createOutboxes = (client: DynamoDBClient, tables: Tables): Outboxes => ({
  pending: (table, until, pageSize) => {
    const { queryIndex } = createTable(client, table);
    const itemsOf = async function* (shard: string) {
      for await (const page of queryIndex<Stored>('pending-index', shard, until, pageSize)) {
        yield page.map((item) => itemOf(tables, table, item));
      }
    };
    return inAllShards(itemsOf);
  },

  markPublished: (item, expiresAt) =>
    createTable(client, item.table).transact([
      { update: item.key, change: published(item, expiresAt) },
    ]),

  markPending: (item, pendingAt) =>
    createTable(client, item.table).transact([
      { update: item.key, change: unpublished(item, pendingAt), condition: exists },
    ]),
});

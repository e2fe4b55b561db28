// The outbox items of all tables: what is pending, and marking what was published.

import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromAttributes } from '../../platform/data/attributes.ts';
import { shards } from '../../platform/data/shards.ts';
import { createTable } from '../../platform/data/table.ts';
import type { Change, Key } from '../../platform/data/write.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';

export interface OutboxItem {
  readonly table: string;
  readonly key: Key;
  readonly messages: readonly AddressedMessage[];
}

export interface Outboxes {
  /** Items of a table that wait since `until` or longer, oldest first in each shard. */
  pending(table: string, until: string, limit: number): Promise<OutboxItem[]>;
  /** Takes the item out of the sparse index and its words out of the item; `expiresAt` in seconds since 1970. */
  markPublished(item: OutboxItem, expiresAt: number): Promise<void>;
}

interface Stored {
  readonly messages: readonly AddressedMessage[];
}

export const outboxItemOf = (table: string, image: Record<string, AttributeValue>): OutboxItem => {
  const { pk, sk, messages } = fromAttributes<Key & Stored>(image);
  return { table, key: { pk, sk }, messages };
};

/** The auditor needs to know that a message was sent, not what it said; that may be about a person, and the receiver has it by now. */
const withoutData = ({ destination, envelope: { data: _, ...envelope } }: AddressedMessage) => ({
  destination,
  envelope,
});

export const published = ({ messages }: OutboxItem, expiresAt: number): Change => ({
  expression: 'REMOVE pending, pendingAt SET expiresAt = :expiresAt, messages = :messages',
  values: { ':expiresAt': expiresAt, ':messages': messages.map(withoutData) },
});

export const createOutboxes = (client: DynamoDBClient): Outboxes => ({
  pending: async (table, until, limit) => {
    const { queryIndex } = createTable(client, table);
    const found = await Promise.all(
      shards.map((shard) => queryIndex<Stored>('pending-index', shard, until, limit)),
    );
    return found.flat().map(({ pk, sk, messages }) => ({ table, key: { pk, sk }, messages }));
  },

  markPublished: (item, expiresAt) =>
    createTable(client, item.table).transact([
      { update: item.key, change: published(item, expiresAt) },
    ]),
});

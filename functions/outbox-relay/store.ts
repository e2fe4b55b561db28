// The outbox items of all tables: what is pending, and marking what was published.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { fromAttributes } from '../../platform/data/attributes.ts';
import { shards } from '../../platform/data/shards.ts';
import { createTable } from '../../platform/data/table.ts';
import type { Key } from '../../platform/data/write.ts';
import type { AddressedMessage } from '../../platform/messaging/outgoing.ts';

export interface OutboxItem {
  readonly table: string;
  readonly key: Key;
  readonly messages: readonly AddressedMessage[];
}

export interface Outboxes {
  /** Items of a table that wait since `until` or longer, oldest first in each shard. */
  pending(table: string, until: string, limit: number): Promise<OutboxItem[]>;
  /** Takes the item out of the sparse index; `expiresAt` in seconds since 1970. */
  markPublished(item: OutboxItem, expiresAt: number): Promise<void>;
}

interface Stored {
  readonly messages: readonly AddressedMessage[];
}

export const outboxItemOf = (table: string, image: Record<string, AttributeValue>): OutboxItem => {
  const { pk, sk, messages } = fromAttributes<Key & Stored>(image);
  return { table, key: { pk, sk }, messages };
};

export const createOutboxes = (client: DynamoDBClient): Outboxes => ({
  pending: async (table, until, limit) => {
    const { queryIndex } = createTable(client, table);
    const found = await Promise.all(
      shards.map((shard) => queryIndex<Stored>('pending-index', shard, until, limit)),
    );
    return found.flat().map(({ pk, sk, messages }) => ({ table, key: { pk, sk }, messages }));
  },

  markPublished: async ({ table: TableName, key }, expiresAt) => {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: key.pk }, sk: { S: key.sk } },
        UpdateExpression: 'REMOVE pending, pendingAt SET expiresAt = :expiresAt',
        ExpressionAttributeValues: { ':expiresAt': { N: String(expiresAt) } },
      }),
    );
  },
});

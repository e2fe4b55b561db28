// Records of a table's stream as items of its outbox, and how each of them was settled.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Relay } from './relay.ts';
import { type OutboxItem, outboxItemOf, type Tables } from './store.ts';

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
const tableOf = ({ eventSourceARN = '' }: DynamoDBRecord): string =>
  eventSourceARN.split('/')[1] ?? '';

/** Nothing for what is no commit, or has nothing to say. */
const itemOf = (tables: Tables, record: DynamoDBRecord): OutboxItem | undefined => {
  const image = record.dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
  const item = image && outboxItemOf(tables, tableOf(record), image);
  return item === undefined || item.messages.length === 0 ? undefined : item;
};

export const createStreamRelay =
  (relay: Relay, tables: Tables) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<PromiseSettledResult<void>[]> => {
    const items = Records.map((record) => itemOf(tables, record));
    const { left } = await relay(items.filter((item) => item !== undefined));
    return items.map((item) =>
      item !== undefined && left.has(item)
        ? { status: 'rejected', reason: 'left' }
        : { status: 'fulfilled', value: undefined },
    );
  };

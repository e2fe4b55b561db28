// Records of a table's stream as items of its outbox, and how each of them was settled.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Log } from '../../platform/telemetry/log.ts';
import type { Relay } from './relay.ts';
import { type OutboxItem, outboxItemOf, type Tables } from './store.ts';

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
const tableOf = ({ eventSourceARN = '' }: DynamoDBRecord): string =>
  eventSourceARN.split('/')[1] ?? '';

export const unreadable = 'an item cannot be read and is not published';

/** Nothing for what is no commit, or has nothing to say. */
const itemOf = (
  tables: Tables,
  record: DynamoDBRecord,
  log: Pick<Log, 'error'>,
): OutboxItem | undefined => {
  const image = record.dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
  const item = image && outboxItemOf(tables, tableOf(record), image);
  if (item?.isUnreadable) log.error({ table: item.table, key: item.key }, unreadable);
  return item === undefined || item.messages.length === 0 ? undefined : item;
};

export const createStreamRelay =
  (relay: Relay, tables: Tables, log: Pick<Log, 'error'>) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<PromiseSettledResult<void>[]> => {
    const items = Records.map((record) => itemOf(tables, record, log));
    const { left } = await relay(items.filter((item) => item !== undefined));
    return items.map((item) =>
      item !== undefined && left.has(item)
        ? { status: 'rejected', reason: 'left' }
        : { status: 'fulfilled', value: undefined },
    );
  };

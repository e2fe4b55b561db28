// The fast path: DynamoDB streams of all tables bring commits and outbox items within milliseconds.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { partialBatches } from '../../platform/lambda/partial-batches.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { composeRelay } from './compose.ts';
import { readRelayConfig } from './config.ts';
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

export const handler = eventFunction(
  readRelayConfig(),
  (ground) => {
    const { relay, routes } = composeRelay(ground);
    return async ({ Records }: DynamoDBStreamEvent) => {
      const items = Records.map((record) => itemOf(routes.tables, record));
      const { left } = await relay(items.filter((item) => item !== undefined));
      return items.map(
        (item): PromiseSettledResult<void> =>
          item !== undefined && left.has(item)
            ? { status: 'rejected', reason: 'left' }
            : { status: 'fulfilled', value: undefined },
      );
    };
  },
  [partialBatches<DynamoDBRecord>(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')],
);

// The fast path: DynamoDB streams of all tables bring commits and outbox items within milliseconds.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { sendingSpans } from '../../platform/lambda/spans.ts';
import { composeRelay } from './compose.ts';
import { type OutboxItem, outboxItemOf } from './store.ts';

const { relay } = composeRelay();

/** `arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>` */
const tableOf = ({ eventSourceARN = '' }: DynamoDBRecord): string =>
  eventSourceARN.split('/')[1] ?? '';

const relayRecords = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const items = new Map<OutboxItem, string>();
  for (const record of Records) {
    const image = record.dynamodb?.NewImage as Record<string, AttributeValue> | undefined;
    if (image === undefined) continue;
    const item = outboxItemOf(tableOf(record), image);
    if (item.messages.length > 0) items.set(item, record.dynamodb?.SequenceNumber ?? '');
  }
  const { left } = await relay([...items.keys()]);
  return {
    batchItemFailures: [...left].map((item) => ({ itemIdentifier: items.get(item) ?? '' })),
  };
};

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(sendingSpans())
  .handler(relayRecords);

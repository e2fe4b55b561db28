// The fast path: DynamoDB streams of all tables bring commits and outbox items within milliseconds.
import type { DynamoDBRecord } from 'aws-lambda';
import { partialBatches } from '../../platform/lambda/partial-batches.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { composeRelay } from './compose.ts';
import { readRelayConfig } from './config.ts';
import { createStreamRelay } from './stream.ts';

export const handler = eventFunction(
  readRelayConfig(),
  (ground) => {
    const { relay, routes } = composeRelay(ground);
    return createStreamRelay(relay, routes.tables, ground.log);
  },
  [partialBatches<DynamoDBRecord>(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')],
);

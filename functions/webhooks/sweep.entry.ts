// Every minute: endpoints with something overdue are looked at, whatever became of the hints.
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { readSweepConfig } from './config.ts';
import { createDeliveryStore } from './outbound/delivery-store.ts';
import { createWake } from './outbound/wake.ts';

const config = readSweepConfig();
const log = createLog(config);
const deliveries = createDeliveryStore(
  createTable(dynamoClient(), config.TABLE_NAME),
  clock,
  createReadable({ clock, log }),
);
const wake = createWake(new SQSClient(clientOptions), config.DELIVERIES_QUEUE_URL);

/** Overdue deliveries of one shard and run. */
const pageSize = 500;

const sweep = async (): Promise<{ woken: number }> => {
  const endpoints = await deliveries.overdueEndpoints(pageSize);
  await Promise.all(endpoints.map((endpointId) => wake(endpointId, 0)));
  if (endpoints.length > 0) log.info({ woken: endpoints.length }, 'endpoints woken');
  return { woken: endpoints.length };
};

export const handler = middy().handler(sweep);

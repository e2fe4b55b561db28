// The inbox of the webhooks service: events become deliveries.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { queueFunction } from '../../platform/lambda/queue-function.ts';
import { createBury } from '../../platform/messaging/dead-letter-queue.ts';
import { createInbox } from '../../platform/messaging/inbox.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { readConsumerConfig } from './config.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { ownerHandler } from './endpoints/owners.ts';
import { createDeliveryStore } from './outbound/delivery-store.ts';
import { createErasure } from './outbound/erasure.ts';
import { fanOutHandlers } from './outbound/fan-out.ts';
import { createWake } from './outbound/wake.ts';

const config = readConsumerConfig();
const log = createLog(config);
const readable = createReadable({ clock, log });
const table = createTable(dynamoClient(), config.TABLE_NAME);
const client = new SQSClient(clientOptions);
const commit = createUnitOfWork({ table, source: config.SERVICE, clock, newId });

const endpoints = createEndpointStore(table, commit, readable);
const deliveries = createDeliveryStore(table, clock, readable);

const handlers = [
  ...fanOutHandlers({
    endpoints,
    deliveries,
    erasure: createErasure(table, deliveries, clock),
    wake: createWake(client, config.DELIVERIES_QUEUE_URL),
  }),
  ownerHandler(endpoints, clock),
];
const inbox = createInbox(handlers, log);
const bury = createBury({ client, deadLettersUrl: config.DEAD_LETTERS_URL });

export const handler = queueFunction(async () => ({ inbox, bury, log }));

// Sends what is due at one endpoint: an endpoint a message, so that none waits for another.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { queueFunction } from '../../platform/lambda/queue-function.ts';
import { createBury } from '../../platform/messaging/dead-letter-queue.ts';
import { done } from '../../platform/messaging/inbox.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { readDeliveryConfig } from './config.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { createDeliveryStore } from './outbound/delivery-store.ts';
import { createPump } from './outbound/dispatcher.ts';
import { createTransport } from './outbound/transport.ts';
import { createWake, endpointOf } from './outbound/wake.ts';

const config = readDeliveryConfig();
const log = createLog(config);
const readable = createReadable({ clock, log });
const table = createTable(dynamoClient(), config.TABLE_NAME);
const client = new SQSClient(clientOptions);
const commit = createUnitOfWork({ table, source: config.SERVICE, clock, newId });

const pump = createPump({
  endpoints: createEndpointStore(table, commit, readable),
  deliveries: createDeliveryStore(table, clock, readable),
  post: createTransport({ allowsLoopback: config.WEBHOOK_LOOPBACK === 'on', now: clock.now }),
  wake: createWake(client, config.DELIVERIES_QUEUE_URL),
  clock,
  random: Math.random,
  newId,
  log,
});

const inbox = async (body: string) => {
  await pump(endpointOf(body));
  return done;
};

const bury = createBury({
  client,
  deadLettersUrl: config.DEAD_LETTERS_URL,
  from: 'deliveries',
});

export const handler = queueFunction(async () => ({ inbox, bury, log }));

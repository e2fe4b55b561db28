// The HTTP side of the webhooks service: what providers send, and the endpoints of merchants.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { httpServices } from '../../platform/http/services.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { httpFunction } from '../../platform/lambda/http-function.ts';
import { createCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { readHttpConfig } from './config.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { managementEndpoints } from './endpoints/management-endpoints.ts';
import { createEventStore } from './inbound/provider-event-store.ts';
import { receiverEndpoints } from './inbound/receiver-endpoints.ts';
import { sandboxWebhooks } from './inbound/sandbox.ts';
import { stripeWebhooks } from './inbound/stripe.ts';
import { deliveryEndpoints } from './outbound/delivery-endpoints.ts';
import { createDeliveryStore } from './outbound/delivery-store.ts';
import { createWake } from './outbound/wake.ts';

const config = readHttpConfig();
const table = createTable(dynamoClient(), config.TABLE_NAME);
const commit = createUnitOfWork({ table, source: config.SERVICE, clock, newId });
const readSecret = createSecretReader(clock);

/** Two secrets, separated by a space, are good while the provider changes from one to the other. */
const providerSecrets = async () =>
  (await readSecret(config.PROVIDER_WEBHOOK_SECRET_ARN)).trim().split(/\s+/);

const source = config.PAYMENT_PROVIDER === 'stripe' ? stripeWebhooks : sandboxWebhooks;

const services = httpServices(config, clock);
const readable = createReadable(services);
const endpoints = createEndpointStore(table, commit, readable);
const cursors = async () => createCursors(await readSecret(config.CURSOR_SECRET_ARN));

export const handler = httpFunction(
  [
    ...receiverEndpoints({
      sources: new Map([[config.PAYMENT_PROVIDER, source(providerSecrets)]]),
      keep: createEventStore(commit, clock),
      clock,
    }),
    ...managementEndpoints({
      endpoints,
      rules: { allowsLoopback: config.WEBHOOK_LOOPBACK === 'on' },
      cursors,
      clock,
      newId,
    }),
    ...deliveryEndpoints({
      endpoints,
      deliveries: createDeliveryStore(table, clock, readable),
      cursors,
      wake: createWake(new SQSClient(clientOptions), config.DELIVERIES_QUEUE_URL),
      clock,
    }),
  ],
  async () => services,
);

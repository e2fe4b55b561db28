// The inbox of the webhooks service: events become deliveries.
import { inboxFunction } from '../../platform/service/queue-function.ts';
import { readConsumerConfig } from './config.ts';
import { createDeliveryStore } from './deliveries/delivery-store.ts';
import { createErasure } from './deliveries/erasure.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { webhookHandlers } from './messages.ts';
import { createWake } from './outbound/wake.ts';

export const handler = inboxFunction(
  readConsumerConfig(),
  ({ config, clock, table, commit, readable, sqs }) => {
    const deliveries = createDeliveryStore(table, clock, readable);
    return webhookHandlers({
      endpoints: createEndpointStore(table, commit, readable),
      deliveries,
      erasure: createErasure(table, deliveries, clock),
      wake: createWake(sqs, config.DELIVERIES_QUEUE_URL),
      clock,
    });
  },
);

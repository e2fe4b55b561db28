// Sends what is due at one endpoint: an endpoint a message, so that none waits for another.
import { done } from '../../platform/messaging/inbox.ts';
import { queueFunction } from '../../platform/service/queue-function.ts';
import { readDeliveryConfig } from './config.ts';
import { createDeliveryStore } from './deliveries/delivery-store.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { composeDispatcher } from './outbound/compose.ts';
import { createTransport } from './outbound/transport.ts';
import { createWake, endpointOf } from './outbound/wake.ts';

export const handler = queueFunction(
  readDeliveryConfig(),
  ({ config, clock, newId, log, table, commit, readable, sqs }) => {
    const dispatch = composeDispatcher({
      endpoints: createEndpointStore(table, commit, readable),
      deliveries: createDeliveryStore(table, clock, readable),
      post: createTransport({ allowsLoopback: config.WEBHOOK_LOOPBACK === 'on', now: clock.now }),
      wake: createWake(sqs, config.DELIVERIES_QUEUE_URL),
      clock,
      random: Math.random,
      newId,
      log,
    });
    return async (body) => {
      await dispatch(endpointOf(body));
      return done;
    };
  },
  'deliveries',
);

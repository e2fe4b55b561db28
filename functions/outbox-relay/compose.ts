// Puts the relay together, once for each execution environment.
import { dynamoClient, snsClient, sqsClient } from '../../platform/calls/aws.ts';
import { createPublisher } from '../../platform/messaging/publisher.ts';
import type { Ground } from '../../platform/service/ground.ts';
import type { RelayConfig } from './config.ts';
import { createRelay } from './relay.ts';
import { createOutboxes } from './store.ts';

export const composeRelay = ({ config, clock, log }: Ground<RelayConfig>) => {
  const { ROUTES: routes } = config;
  const publisher = createPublisher({
    sns: snsClient(),
    sqs: sqsClient(),
    topics: routes.topics,
    queues: routes.queues,
    failed: (error) => log.error({ error }, 'a batch was not published'),
  });
  const parts = {
    publisher,
    outboxes: createOutboxes(dynamoClient(), routes.tables),
    routes,
    clock,
    log,
  };
  return { relay: createRelay(parts), ...parts };
};

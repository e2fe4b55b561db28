// Puts the relay together, once for each execution environment.
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, dynamoClient } from '../../platform/calls/aws.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { createPublisher } from '../../platform/messaging/publisher.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { readRelayConfig } from './config.ts';
import { createRelay } from './relay.ts';
import { createOutboxes } from './store.ts';

export const composeRelay = () => {
  const config = readRelayConfig();
  const log = createLog(config);
  const outboxes = createOutboxes(dynamoClient());
  const publisher = createPublisher({
    sns: new SNSClient(clientOptions),
    sqs: new SQSClient(clientOptions),
    topics: config.ROUTES.topics,
    queues: config.ROUTES.queues,
    failed: (error) => log.error({ error }, 'a batch was not published'),
  });
  const parts = { publisher, outboxes, routes: config.ROUTES, clock: systemClock, log };
  return { relay: createRelay(parts), ...parts };
};

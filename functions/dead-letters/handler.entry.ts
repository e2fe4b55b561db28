// Dead letters of all services behind the gateway, for administrators.
import { sqsClient } from '../../platform/calls/aws.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import { httpFunction } from '../../platform/service/http-function.ts';
import { readDeadLettersConfig } from './config.ts';
import { deadLetterEndpoints } from './http.ts';

/** The gateway waits for 29 s. */
const withinMs = 20_000;

export const handler = httpFunction(readDeadLettersConfig(), ({ config }) => {
  const client = sqsClient();
  const byService = new Map(
    Object.entries(config.DEAD_LETTERS).map(([service, queues]) => [
      service,
      createDeadLetters({ client, ...queues, withinMs }),
    ]),
  );
  return { endpoints: deadLetterEndpoints(byService) };
});

// Dead letters of all services behind the gateway, for administrators.
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../platform/calls/aws.ts';
import { httpServices } from '../../platform/http/services.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { httpFunction } from '../../platform/lambda/http-function.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import { readDeadLettersConfig } from './config.ts';
import { deadLetterEndpoints } from './http.ts';

const config = readDeadLettersConfig();
const client = new SQSClient(clientOptions);

/** The gateway waits for 29 s. */
const withinMs = 20_000;

const byService = new Map(
  Object.entries(config.DEAD_LETTERS).map(([service, queues]) => [
    service,
    createDeadLetters({ client, ...queues, withinMs }),
  ]),
);

const services = httpServices(config, clock);

export const handler = httpFunction(deadLetterEndpoints(byService), async () => services);

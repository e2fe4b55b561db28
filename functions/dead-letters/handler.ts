// Dead letters of all services behind the gateway, for administrators.
import { SQSClient } from '@aws-sdk/client-sqs';
import { createVerifier } from '../../platform/access-token.ts';
import { clientOptions } from '../../platform/aws.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { httpFunction } from '../../platform/http/lambda.ts';
import { createLog } from '../../platform/log.ts';
import { createDeadLetters } from '../../platform/messaging/dead-letters.ts';
import { remoteKeys } from '../../platform/remote-keys.ts';
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

const services = {
  verify: createVerifier({
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
    keys: remoteKeys(config.JWKS_URL),
    clock,
  }),
  log: createLog(config),
  clock,
  corsOrigins: config.CORS_ORIGINS,
};

export const handler = httpFunction(deadLetterEndpoints(byService), async () => services);

// The HTTP side of the webhooks service.
import { createVerifier, remoteKeys } from '../../platform/access-token.ts';
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock } from '../../platform/clock.ts';
import { createTable } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { httpFunction } from '../../platform/http/lambda.ts';
import { newId } from '../../platform/ids.ts';
import { createLog } from '../../platform/log.ts';
import { createSecretReader } from '../../platform/secrets.ts';
import { readHttpConfig } from './config.ts';
import { receiverEndpoints } from './http.ts';
import { sandboxWebhooks } from './sandbox.ts';
import { createEventStore } from './store.ts';

const config = readHttpConfig();
const clock = systemClock;
const table = createTable(dynamoClient(), config.TABLE_NAME);
const commit = createUnitOfWork({ table, source: config.SERVICE, clock, newId });
const readSecret = createSecretReader(clock);

/** Two secrets, separated by a space, are good while the provider changes from one to the other. */
const providerSecrets = async () =>
  (await readSecret(config.PROVIDER_WEBHOOK_SECRET_ARN)).trim().split(/\s+/);

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

export const handler = httpFunction(
  receiverEndpoints({
    sources: new Map([['sandbox', sandboxWebhooks(providerSecrets)]]),
    keep: createEventStore(commit, clock),
    clock,
  }),
  async () => services,
);

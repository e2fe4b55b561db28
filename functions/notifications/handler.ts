// Preferences and unsubscribing behind the gateway.
import { createVerifier } from '../../platform/access-token.ts';
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { createCursors } from '../../platform/cursor.ts';
import { createTable } from '../../platform/data/table.ts';
import { httpFunction } from '../../platform/http/lambda.ts';
import { createLog } from '../../platform/log.ts';
import { remoteKeys } from '../../platform/remote-keys.ts';
import { createSecretReader } from '../../platform/secrets.ts';
import { readHttpConfig } from './config.ts';
import { notificationEndpoints } from './http.ts';
import { createNotificationStore } from './store.ts';

const config = readHttpConfig();
const readSecret = createSecretReader(clock);

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
  notificationEndpoints({
    store: createNotificationStore(createTable(dynamoClient(), config.TABLE_NAME), clock),
    seals: async () => createCursors(await readSecret(config.UNSUBSCRIBE_SECRET_ARN)),
  }),
  async () => services,
);

// GET /payments behind the gateway.
import { createVerifier } from '../../platform/access-token.ts';
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock } from '../../platform/clock.ts';
import { createTable } from '../../platform/data/table.ts';
import { httpFunction } from '../../platform/http/lambda.ts';
import { createLog } from '../../platform/log.ts';
import { remoteKeys } from '../../platform/remote-keys.ts';
import { readHttpConfig } from './config.ts';
import { paymentEndpoints } from './http.ts';
import { createPaymentStore } from './store.ts';

const config = readHttpConfig();
const clock = systemClock;
const store = createPaymentStore(createTable(dynamoClient(), config.TABLE_NAME), clock);

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

export const handler = httpFunction(paymentEndpoints(store), async () => services);

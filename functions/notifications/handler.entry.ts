// Preferences and unsubscribing behind the gateway.
import { dynamoClient } from '../../platform/calls/aws.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { httpServices } from '../../platform/http/services.ts';
import { systemClock as clock } from '../../platform/kernel/clock.ts';
import { httpFunction } from '../../platform/lambda/http-function.ts';
import { createCursors } from '../../platform/tokens/seals.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { readHttpConfig } from './config.ts';
import { notificationEndpoints } from './http.ts';
import { createNotificationStore } from './store.ts';

const config = readHttpConfig();
const readSecret = createSecretReader(clock);

const services = httpServices(config, clock);

export const handler = httpFunction(
  notificationEndpoints({
    store: createNotificationStore(
      createTable(dynamoClient(), config.TABLE_NAME),
      clock,
      createReadable(services),
    ),
    seals: async () => createCursors(await readSecret(config.UNSUBSCRIBE_SECRET_ARN)),
  }),
  async () => services,
);

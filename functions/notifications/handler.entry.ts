// Preferences and unsubscribing behind the gateway.
import { httpFunction } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { readHttpConfig } from './config.ts';
import { notificationEndpoints } from './http.ts';
import { createNotificationStore } from './store.ts';

export const handler = httpFunction(readHttpConfig(), (ground) => {
  const { config, clock, table, readable, sealsOf } = withSecrets(withTable(ground));
  return {
    endpoints: notificationEndpoints({
      store: createNotificationStore(table, clock, readable),
      seals: sealsOf(config.UNSUBSCRIBE_SECRET_ARN),
    }),
  };
});

// Preferences and unsubscribing behind the gateway.
import { httpFunction } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { readHttpConfig } from './config.ts';
import { notificationServiceEndpoints } from './service-endpoints.ts';
import { createNotificationStore } from './store.ts';

export const handler = httpFunction(readHttpConfig(), (ground) => {
  const { config, clock, table, readable, unreadable, sealsOf } = withSecrets(withTable(ground));
  const seals = sealsOf(config.UNSUBSCRIBE_SECRET_ARN);
  const store = createNotificationStore(table, clock, readable);
  return { endpoints: notificationServiceEndpoints({ store, seals, unreadable }) };
});

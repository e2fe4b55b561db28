// Preferences and unsubscribing behind the gateway.
import { listUnreadableNotifications } from '../../events/http/unreadable.ts';
import { httpFunction } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { readHttpConfig } from './config.ts';
import { notificationEndpoints } from './http.ts';
import { createNotificationStore } from './store.ts';

export const handler = httpFunction(readHttpConfig(), (ground) => {
  const { config, clock, table, readable, unreadable, sealsOf } = withSecrets(withTable(ground));
  const seals = sealsOf(config.UNSUBSCRIBE_SECRET_ARN);
  const store = createNotificationStore(table, clock, readable);
  return {
    endpoints: [
      ...notificationEndpoints({ store, seals }),
      ...unreadableEndpoints(listUnreadableNotifications, unreadable, seals),
    ],
  };
});

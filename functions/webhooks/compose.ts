// The HTTP side of the webhooks service put together.
import type { SecretParts } from '../../platform/service/secret-ground.ts';
import type { TableGround } from '../../platform/service/table-ground.ts';
import type { HttpConfig } from './config.ts';
import { createDeliveryStore } from './deliveries/delivery-store.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { webhookEndpoints } from './http.ts';
import type { Wake } from './outbound/wake.ts';

export const composeWebhooks = (ground: TableGround<HttpConfig> & SecretParts, wake: Wake) => {
  const { config, table, commit, readable, unreadable, clock, newId, secret } = ground;
  return webhookEndpoints({
    inbound: {
      provider: config.PAYMENT_PROVIDER,
      readSecrets: () => secret(config.PROVIDER_WEBHOOK_SECRET_ARN),
      commit,
      clock,
    },
    unreadable,
    endpoints: createEndpointStore(table, commit, readable),
    deliveries: createDeliveryStore(table, clock, readable),
    rules: { allowsLoopback: config.WEBHOOK_LOOPBACK === 'on' },
    cursors: ground.sealsOf(config.CURSOR_SECRET_ARN),
    wake,
    clock,
    newId,
  });
};

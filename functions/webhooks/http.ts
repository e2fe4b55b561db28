// Every route of the webhooks service.
import { listUnreadableWebhooks } from '../../events/http/unreadable.ts';
import type { Endpoint } from '../../platform/http/endpoint.ts';
import type { SecretParts } from '../../platform/service/secret-ground.ts';
import type { TableGround } from '../../platform/service/table-ground.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import type { HttpConfig } from './config.ts';
import { createEndpointStore } from './endpoints/endpoint-store.ts';
import { managementEndpoints } from './endpoints/http.ts';
import { receiverEndpoints } from './inbound/http.ts';
import { createProviderEventStore } from './inbound/provider-event-store.ts';
import { sandboxWebhooks } from './inbound/sandbox.ts';
import { stripeWebhooks } from './inbound/stripe.ts';
import { createDeliveryStore } from './outbound/delivery-store.ts';
import { deliveryEndpoints } from './outbound/http.ts';
import type { Wake } from './outbound/wake.ts';

type HttpGround = TableGround<HttpConfig> & SecretParts & { readonly wake: Wake };

export const webhookEndpoints = ({
  config,
  table,
  commit,
  readable,
  unreadable,
  clock,
  newId,
  secret,
  sealsOf,
  wake,
}: HttpGround): readonly Endpoint[] => {
  /** Two secrets, separated by a space, are good while the provider changes from one to the other. */
  const providerSecrets = async () =>
    (await secret(config.PROVIDER_WEBHOOK_SECRET_ARN)).trim().split(/\s+/);
  const webhooksOf = config.PAYMENT_PROVIDER === 'stripe' ? stripeWebhooks : sandboxWebhooks;
  const endpoints = createEndpointStore(table, commit, readable);
  const cursors = sealsOf(config.CURSOR_SECRET_ARN);
  return [
    ...receiverEndpoints({
      sources: new Map([[config.PAYMENT_PROVIDER, webhooksOf(providerSecrets)]]),
      keep: createProviderEventStore(commit, clock),
      clock,
    }),
    ...managementEndpoints({
      endpoints,
      rules: { allowsLoopback: config.WEBHOOK_LOOPBACK === 'on' },
      cursors,
      clock,
      newId,
    }),
    ...deliveryEndpoints({
      endpoints,
      deliveries: createDeliveryStore(table, clock, readable),
      cursors,
      wake,
      clock,
    }),
    ...unreadableEndpoints(listUnreadableWebhooks, unreadable, cursors),
  ];
};

// Every route of the webhooks service.
import { listUnreadableWebhooks } from '../../events/http/unreadable.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { deliveryEndpoints } from './deliveries/http.ts';
import { managementEndpoints } from './endpoints/http.ts';
import { inboundEndpoints } from './inbound/compose.ts';

type Parts = Parameters<typeof managementEndpoints>[0] &
  Parameters<typeof deliveryEndpoints>[0] & {
    readonly inbound: Parameters<typeof inboundEndpoints>[0];
    readonly unreadable: Parameters<typeof unreadableEndpoints>[1];
  };

export const webhookEndpoints = ({ inbound, unreadable, ...parts }: Parts) => [
  ...inboundEndpoints(inbound),
  ...managementEndpoints(parts),
  ...deliveryEndpoints(parts),
  ...unreadableEndpoints(listUnreadableWebhooks, unreadable, parts.cursors),
];

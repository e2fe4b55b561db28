// A delivery as it goes out: signed with every secret that is good now.
import { sign } from '../../../platform/calls/standard-webhooks.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import type { AttemptResult, Delivery } from '../domain/delivery.ts';
import { signingSecrets, type WebhookEndpointState } from '../domain/endpoint.ts';
import type { PostWebhook } from './transport.ts';

export type Send = (endpoint: WebhookEndpointState, delivery: Delivery) => Promise<AttemptResult>;

export const createSend =
  (post: PostWebhook, clock: Clock): Send =>
  (endpoint, { eventId, body }) => {
    const timestamp = epochSeconds(clock);
    const secrets = signingSecrets(endpoint, isoTime(clock));
    return post({
      url: endpoint.url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Tandem-Webhooks/1.0',
        'webhook-id': eventId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign(secrets, { id: eventId, timestamp, body }),
      },
    });
  };

// What the webhooks service does with its inbox: facts become deliveries, and an owner who is gone takes the endpoints along.
import type { Clock } from '../../platform/kernel/clock.ts';
import type { MessageHandler } from '../../platform/messaging/inbox.ts';
import type { EndpointStore } from './endpoints/endpoint-store.ts';
import { ownerHandlers } from './endpoints/owners.ts';
import { type FanOutOptions, fanOutHandlers } from './outbound/fan-out.ts';

export interface WebhookHandlerOptions extends FanOutOptions {
  readonly endpoints: Pick<EndpointStore, 'all' | 'close' | 'read' | 'remove'>;
  readonly clock: Clock;
}

export const webhookHandlers = (options: WebhookHandlerOptions): readonly MessageHandler[] => [
  ...fanOutHandlers(options),
  ...ownerHandlers(options.endpoints, options.clock),
];

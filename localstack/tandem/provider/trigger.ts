// Webhooks on demand, also badly behaved ones: duplicated, late, out of order, wrongly signed.
import { providerEventKinds } from '../../../events/messages/webhooks.ts';
import type { Operation } from './books.ts';
import type { Ledger } from './ledger.ts';
import { Refusal } from './refusal.ts';
import {
  newEventId,
  type ProviderEvent,
  type SentWebhook,
  type WebhookSender,
} from './webhooks.ts';

export type TriggerMode = 'normal' | 'duplicate' | 'late' | 'bad-signature' | 'reordered';

export interface Trigger {
  readonly event: string;
  /** The merchant's order. */
  readonly order: string;
  readonly mode: TriggerMode;
}

const hour = 3_600_000;

const kindOf = (event: string) =>
  event.startsWith('dispute.') ? 'authorization' : event.split('.')[0];

const operationFor = (ledger: Ledger, { event, order }: Trigger): Operation => {
  if (!(providerEventKinds as readonly unknown[]).includes(event)) {
    const known = providerEventKinds.join(', ');
    throw new Refusal(422, 'unknown_event', `there is no event ${event}; there are ${known}`);
  }
  const operations = ledger.list().filter(({ reference }) => reference === order);
  if (operations.length === 0) {
    throw new Refusal(404, 'unknown_order', `the provider was never asked about order ${order}`);
  }
  const found = operations.findLast(({ kind }) => kind === kindOf(event));
  if (found !== undefined) return found;
  const done = [...new Set(operations.map(({ kind }) => kind))].join(', ');
  throw new Refusal(
    404,
    'no_such_operation',
    `order ${order} has no ${kindOf(event)} yet, only ${done}`,
  );
};

const firstOf = (ledger: Ledger, operation: Operation): Operation =>
  ledger.byId(operation.authorization) ?? operation;

export const trigger = async (
  ledger: Ledger,
  sender: WebhookSender,
  request: Trigger,
): Promise<readonly SentWebhook[]> => {
  const operation = operationFor(ledger, request);
  const eventOf = (type: string, data: Operation, ageMs = 0): ProviderEvent => ({
    id: newEventId(),
    type,
    timestamp: new Date(Date.now() - ageMs).toISOString(),
    data,
  });
  const event = eventOf(request.event, operation);
  switch (request.mode) {
    case 'normal':
      return [await sender.send(event)];
    case 'duplicate':
      return Promise.all([event, event, event].map((each) => sender.send(each)));
    case 'late':
      return [await sender.send(eventOf(request.event, operation, hour))];
    case 'bad-signature':
      return [await sender.send(event, { badSignature: true })];
    case 'reordered': {
      // The event itself arrives before the authorisation that came an hour earlier.
      const sent = await sender.send(event);
      const earlier = eventOf('authorization.succeeded', firstOf(ledger, operation), hour);
      return [sent, await sender.send(earlier)];
    }
    default:
      throw new Refusal(422, 'unknown_mode');
  }
};

// Webhooks on demand, also badly behaved ones: duplicated, late, out of order, wrongly signed.
import { type Ledger, type Operation, Refusal } from './ledger.ts';
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

const operationFor = (ledger: Ledger, { event, order }: Trigger): Operation => {
  const kind = event.startsWith('dispute.') ? 'authorization' : event.split('.')[0];
  const found = ledger
    .list()
    .filter(({ reference }) => reference === order)
    .findLast((operation) => operation.kind === kind);
  if (found === undefined) throw new Refusal(404, 'no_such_operation');
  return found;
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

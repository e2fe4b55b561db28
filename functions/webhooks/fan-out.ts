// Every event a merchant may hear of becomes one delivery to each endpoint that wants it.
import type { Envelope } from '../../events/envelope.ts';
import { outboundEvents } from '../../events/messages/webhooks.ts';
import { done, type MessageHandler, on } from '../../platform/messaging/inbox.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { Delivery } from './domain/delivery.ts';
import { wants } from './domain/endpoint.ts';
import type { EndpointStore } from './endpoint-store.ts';

export interface FanOutOptions {
  readonly endpoints: Pick<EndpointStore, 'all'>;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly wake: (endpointId: string, afterSeconds: number) => Promise<void>;
}

export const newDelivery = (endpointId: string, envelope: Envelope): Delivery => {
  const { id: eventId, type, time: timestamp, data } = envelope;
  return {
    id: deliveryIdOf(endpointId, eventId, Date.parse(timestamp)),
    endpointId,
    eventId,
    eventType: type,
    body: JSON.stringify({ id: eventId, type, timestamp, data }),
    status: 'pending',
    attempts: [],
    round: 0,
    nextAttemptAt: timestamp,
    version: 1,
  };
};

export const fanOutHandlers = ({
  endpoints,
  deliveries,
  wake,
}: FanOutOptions): readonly MessageHandler[] => {
  /** The id of a delivery comes from event and endpoint, so that a second round adds nothing. */
  const deliver = async (endpointId: string, envelope: Envelope): Promise<void> => {
    const isNew = await deliveries.add(newDelivery(endpointId, envelope));
    if (isNew) await wake(endpointId, 0);
  };

  return outboundEvents.map((contract) =>
    on(contract, async ({ envelope }) => {
      const interested = (await endpoints.all()).filter((each) => wants(each, envelope.type));
      if (interested.length === 0) return { kind: 'ignored', reason: 'no endpoint wants it' };
      await Promise.all(interested.map(({ id }) => deliver(id, envelope)));
      return done;
    }),
  );
};

// Every event a merchant may hear of becomes one delivery to each endpoint that wants it.
import type { Envelope } from '../../../events/envelope.ts';
import { personalDataErased } from '../../../events/messages/orders.ts';
import { outboundEvents } from '../../../events/messages/webhooks.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { createSemaphore } from '../../../platform/kernel/semaphore.ts';
import { done, type MessageHandler, onWhole } from '../../../platform/messaging/inbox.ts';
import { deliveryIdOf } from '../deliveries/delivery-id.ts';
import type { DeliveryStore } from '../deliveries/delivery-store.ts';
import type { Erasure } from '../deliveries/erasure.ts';
import type { Delivery } from '../domain/delivery.ts';
import { wants } from '../domain/endpoint.ts';
import type { EndpointStore } from '../endpoints/endpoint-store.ts';

export interface FanOutOptions {
  readonly endpoints: Pick<EndpointStore, 'all'>;
  readonly clock: Clock;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly erasure: Erasure;
  readonly wake: (endpointId: string, afterSeconds: number) => Promise<void>;
}

export const newDelivery = (endpointId: string, envelope: Envelope): Delivery => {
  const { id: eventId, type, time: timestamp, subject, data } = envelope;
  return {
    id: deliveryIdOf(endpointId, eventId, Date.parse(timestamp)),
    endpointId,
    eventId,
    eventType: type,
    subject,
    body: JSON.stringify({ id: eventId, type, timestamp, data }),
    status: 'pending',
    attempts: [],
    round: 0,
    nextAttemptAt: timestamp,
    version: 1,
  };
};

/** An event may go to hundreds of endpoints, and ten events come together: more than the client lets wait. */
const atOnce = 50;

/** A list is forgotten after so long. */
const keptMs = 2_000;

/** A list that was read after an event has happened knows all who were to hear of it: events that come together are held against one. */
const createList = (endpoints: Pick<EndpointStore, 'all'>, clock: Clock) => {
  let readAt = Number.NEGATIVE_INFINITY;
  let list: ReturnType<EndpointStore['all']> = Promise.resolve([]);
  return (happenedAt: number): ReturnType<EndpointStore['all']> => {
    const now = clock.now();
    if (readAt <= happenedAt || now - readAt > keptMs) {
      readAt = now;
      list = endpoints.all();
      list.catch(() => {
        readAt = Number.NEGATIVE_INFINITY;
      });
    }
    return list;
  };
};

export const fanOutHandlers = ({
  endpoints,
  clock,
  deliveries,
  erasure,
  wake,
}: FanOutOptions): readonly MessageHandler[] => {
  const listAfter = createList(endpoints, clock);
  const inTurn = createSemaphore({ atOnce, waiting: Number.POSITIVE_INFINITY });

  /** The id of a delivery comes from event and endpoint, so that a second round adds nothing. */
  const addAll = async (endpointIds: readonly string[], envelope: Envelope): Promise<string[]> => {
    const added = await Promise.all(
      endpointIds.map(async (id) => ({
        id,
        isNew: await inTurn(() => deliveries.add(newDelivery(id, envelope))),
      })),
    );
    return added.filter(({ isNew }) => isNew).map(({ id }) => id);
  };

  return outboundEvents.map((contract) =>
    onWhole(contract, async ({ envelope, data }) => {
      const { type, subject, time } = envelope;
      if (type === personalDataErased.type) await erasure.erase(subject);
      const interested = (await listAfter(Date.parse(time))).filter((each) => wants(each, type));
      if (interested.length === 0) return { kind: 'ignored', reason: 'no endpoint wants it' };
      const ids = interested.map(({ id }) => id);
      const added = await addAll(ids, { ...envelope, data });
      await erasure.eraseLate(subject);
      await Promise.all(added.map((id) => inTurn(() => wake(id, 0))));
      return done;
    }),
  );
};

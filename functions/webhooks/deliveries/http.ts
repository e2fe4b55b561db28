// The delivery log over HTTP, and sending again: one delivery or a range of time.

import {
  listWebhookDeliveries,
  replayWebhookDeliveries,
  replayWebhookDelivery,
  type WebhookDelivery,
} from '../../../events/http/webhooks.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { type Delivery, replayed } from '../domain/delivery.ts';
import type { EndpointStore } from '../endpoints/endpoint-store.ts';
import { ownEndpoint } from '../endpoints/http.ts';
import { placeOf } from './delivery-id.ts';
import { type DeliveryStore, StaleDelivery } from './delivery-store.ts';

export interface DeliveryEndpointOptions {
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
  readonly cursors: () => Promise<Seals>;
  readonly wake: (endpointId: string, afterSeconds: number) => Promise<void>;
  readonly clock: Clock;
}

const pageSize = 20;
/** Deliveries that one request may send again. */
const maxReplayed = 1_000;
/** Writes at once. */
const batchSize = 25;

const view = ({
  id,
  eventId,
  eventType,
  status,
  attempts,
  nextAttemptAt,
}: Delivery): WebhookDelivery => ({
  id,
  eventId,
  eventType,
  status,
  attempts: [...attempts],
  nextAttemptAt,
});

/** One under way already is left to its schedule; undefined where somebody else has had it meanwhile. */
const createReplay =
  ({ deliveries, clock }: Pick<DeliveryEndpointOptions, 'deliveries' | 'clock'>) =>
  async (before: Delivery): Promise<Delivery | undefined> => {
    if (before.status === 'pending') return before;
    const after = replayed(before, isoTime(clock));
    try {
      await deliveries.replace(before, after);
      return after;
    } catch (error) {
      if (error instanceof StaleDelivery) return undefined;
      throw error;
    }
  };

const list = ({ endpoints, deliveries, cursors }: DeliveryEndpointOptions): Endpoint =>
  endpoint(listWebhookDeliveries, async (request) => {
    const { limit = pageSize, cursor } = request.query;
    const caller = callerOf(request);
    const { id } = await ownEndpoint(endpoints, request.params.id, caller);
    const binding = `webhook-deliveries ${id} ${caller.subject}`;
    const sealer = await cursors();
    const after = cursor === undefined ? undefined : sealer.open<string>(cursor, binding);
    const found = await deliveries.list(id, { limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const position = `DELIVERY#${last === undefined ? '' : placeOf(last.id)?.position}`;
    return {
      status: 200,
      body: {
        items: page.map(view),
        nextCursor: found.length > limit ? sealer.seal(position, binding) : null,
      },
    };
  });

const replayOne = ({ endpoints, wake, ...parts }: DeliveryEndpointOptions): Endpoint => {
  const replay = createReplay(parts);
  return endpoint(replayWebhookDelivery, async (request) => {
    const place = placeOf(request.params.id);
    if (place === undefined) throw new AppError('not-found');
    await ownEndpoint(endpoints, place.endpointId, callerOf(request));
    const before = await parts.deliveries.read(request.params.id);
    if (before === undefined) throw new AppError('not-found');
    const after = await replay(before);
    if (after === undefined) throw new AppError('invalid-state');
    await wake(after.endpointId, 0);
    return { status: 202, body: view(after) };
  });
};

const replayRange = ({ endpoints, wake, ...parts }: DeliveryEndpointOptions): Endpoint => {
  const replay = createReplay(parts);
  return endpoint(replayWebhookDeliveries, async (request) => {
    const { id } = await ownEndpoint(endpoints, request.params.id, callerOf(request));
    const [from, to] = [request.body.from, request.body.to].map(Date.parse);
    if (from === undefined || to === undefined || !(from < to)) {
      throw new AppError('validation-failed', {
        errors: [{ pointer: '/to', code: 'range', detail: 'must be after `from`' }],
      });
    }
    const found = await parts.deliveries.range(id, from, to, maxReplayed);
    // One that somebody else has just had is under way, and keeps no other from being sent again.
    for (let index = 0; index < found.length; index += batchSize) {
      await Promise.all(found.slice(index, index + batchSize).map(replay));
    }
    if (found.length > 0) await wake(id, 0);
    return { status: 202, body: { replayed: found.length } };
  });
};

export const deliveryEndpoints = (options: DeliveryEndpointOptions): readonly Endpoint[] =>
  [list, replayOne, replayRange].map((bind) => bind(options));

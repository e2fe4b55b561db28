// Delivers what is due at one endpoint: a few at a time, under a lease, so that a slow endpoint delays nobody else.

import { message } from '../../../events/message.ts';
import { endpointDisabled } from '../../../events/messages/webhooks.ts';
import { sign } from '../../../platform/calls/standard-webhooks.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { measured } from '../../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import {
  type AttemptResult,
  attempted,
  type Delivery,
  dropped,
  verdictOf,
} from '../domain/delivery.ts';
import {
  afterAttempt,
  signingSecrets,
  type Verdict,
  type WebhookEndpointState,
} from '../domain/endpoint.ts';
import { type EndpointStore, StaleEndpoint } from '../endpoints/endpoint-store.ts';
import { type DeliveryStore, type Due, type Lease, StaleDelivery } from './delivery-store.ts';
import type { PostWebhook } from './transport.ts';

export interface DispatcherOptions {
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
  readonly post: PostWebhook;
  /** Has the endpoint looked at again after a while (whole seconds). */
  readonly wake: (endpointId: string, afterSeconds: number) => Promise<void>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: NewId;
  readonly log: Log;
  /** No delivery begins later than this after the start. */
  readonly windowMs?: number;
  /** Requests to one endpoint at once. */
  readonly concurrency?: number;
}

export type Dispatch = (endpointId: string) => Promise<void>;

/** The longest delay of a queue (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html); what is due later is found by the sweep. */
const longestDelayMs = 900_000;

/** How long after it was due the first attempt of all began. */
const lateness = ({ attempts, nextAttemptAt }: Delivery, begunAt: number) =>
  attempts.length > 0 || nextAttemptAt === null
    ? {}
    : measured('FirstAttemptMilliseconds', begunAt - Date.parse(nextAttemptAt));

const isStaleEndpoint = (error: unknown): boolean => error instanceof StaleEndpoint;

export const createDispatcher = ({
  endpoints,
  deliveries,
  post,
  wake,
  clock,
  random,
  newId,
  log,
  windowMs = 9_000,
  concurrency = 5,
}: DispatcherOptions): Dispatch => {
  const send = (endpoint: WebhookEndpointState, { eventId, body }: Delivery) => {
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

  /** False when somebody else has had the delivery meanwhile. */
  const record = async (before: Delivery, after: Delivery): Promise<boolean> => {
    try {
      await deliveries.replace(before, after);
      return true;
    } catch (error) {
      if (error instanceof StaleDelivery) return false;
      throw error;
    }
  };

  const note = async (endpointId: string, verdict: Verdict, eventId: string): Promise<void> => {
    const before = await endpoints.read(endpointId);
    if (before === undefined || (verdict === 'delivered' && before.failingSince === null)) return;
    const { endpoint, disabled } = afterAttempt(before, verdict, clock.now());
    const isSame = endpoint.failingSince === before.failingSince && disabled === undefined;
    if (isSame) return;
    const { owner, url } = endpoint;
    const news =
      disabled === undefined
        ? []
        : [message(endpointDisabled, endpointId, { endpointId, owner, url, reason: disabled })];
    await endpoints.replace(endpoint, { correlationId: eventId, causationId: eventId }, news);
  };

  const deliver = async (
    endpointId: string,
    endpoint: WebhookEndpointState | undefined,
    due: Due,
  ): Promise<void> => {
    const before = await deliveries.read(due.id);
    // Its time was over before anybody took it.
    if (before === undefined) await deliveries.unqueue(endpointId, due);
    if (before?.status !== 'pending') return;
    if (endpoint?.status !== 'enabled') {
      await record(before, dropped(before));
      return;
    }
    const begunAt = clock.now();
    const result: AttemptResult = await send(endpoint, before);
    const after = attempted(before, result, clock.now(), random());
    if (!(await record(before, after))) return;
    const { eventId, eventType } = after;
    const { status, error, cause } = result;
    const line = { endpointId, eventId, eventType, status, reason: error, cause };
    log.info({ ...line, ...lateness(before, begunAt) }, 'webhook attempted');
    const verdict = verdictOf(result);
    await retryOn(isStaleEndpoint, () => note(endpointId, verdict, eventId));
  };

  /** Works off what is due now; answers what is left, first of all the next one. */
  const drain = async (endpointId: string, until: number): Promise<readonly Due[]> => {
    for (;;) {
      const queue = await deliveries.queue(endpointId, concurrency);
      const due = queue.filter(({ dueAt }) => dueAt <= isoTime(clock));
      if (due.length === 0 || clock.now() > until) return queue;
      const endpoint = await endpoints.read(endpointId);
      await Promise.all(due.map((each) => deliver(endpointId, endpoint, each)));
    }
  };

  /** One pending wake-up is enough, if it comes early enough. */
  const scheduleNext = async (endpointId: string, lease: Lease, [next]: readonly Due[]) => {
    if (next === undefined) return { ...lease, wakeAt: null };
    const { dueAt } = next;
    const { wakeAt } = lease;
    const isPlanned = wakeAt !== null && wakeAt > isoTime(clock) && wakeAt <= dueAt;
    const delayMs = Math.max(0, Date.parse(dueAt) - clock.now());
    if (isPlanned || delayMs > longestDelayMs) return lease;
    await wake(endpointId, Math.ceil(delayMs / 1000));
    return { ...lease, wakeAt: dueAt };
  };

  const dispatch = async (endpointId: string): Promise<void> => {
    const lease = await deliveries.acquire(endpointId, newId('lease'));
    if (lease === undefined) return;
    const left = await drain(endpointId, clock.now() + windowMs);
    await deliveries.release(endpointId, await scheduleNext(endpointId, lease, left));
    // Whoever came while we held the lease was sent away: what they brought is ours to see.
    const [first] = await deliveries.queue(endpointId, 1);
    if (first === undefined || left.some(({ id }) => id === first.id)) return;
    if (first.dueAt <= isoTime(clock)) await dispatch(endpointId);
  };

  return dispatch;
};

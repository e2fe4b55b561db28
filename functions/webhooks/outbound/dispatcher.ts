// Delivers what is due at one endpoint: a few at a time, under a lease, so that a slow endpoint delays nobody else.

import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import type { DeliveryStore } from '../deliveries/delivery-store.ts';
import type { Due } from '../deliveries/due-queue.ts';
import type { Lease } from '../deliveries/lease.ts';
import type { EndpointStore } from '../endpoints/endpoint-store.ts';
import type { MakeAttempt } from './attempting.ts';
import type { Wake } from './wake.ts';

export interface DispatcherOptions {
  readonly endpoints: Pick<EndpointStore, 'read'>;
  readonly deliveries: Pick<DeliveryStore, 'read' | 'queue' | 'unqueue' | 'acquire' | 'release'>;
  readonly makeAttempt: MakeAttempt;
  /** Has the endpoint looked at again after a while (whole seconds). */
  readonly wake: Wake;
  readonly clock: Clock;
  readonly newId: NewId;
  /** No delivery begins later than this after the start. */
  readonly windowMs?: number;
  /** Requests to one endpoint at once. */
  readonly concurrency?: number;
}

export type Dispatch = (endpointId: string) => Promise<void>;

/** The longest delay of a queue (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html); what is due later is found by the sweep. */
const longestDelayMs = 900_000;

export const createDispatcher = ({
  endpoints,
  deliveries,
  makeAttempt,
  wake,
  clock,
  newId,
  windowMs = 9_000,
  concurrency = 5,
}: DispatcherOptions): Dispatch => {
  const deliver = async (
    endpointId: string,
    endpoint: Parameters<MakeAttempt>[0],
    due: Due,
  ): Promise<void> => {
    const delivery = await deliveries.read(due.id);
    // Its time was over before anybody took it, or it waits for no such time: left there, it would stand before others.
    if (delivery?.nextAttemptAt !== due.dueAt) return deliveries.unqueue(endpointId, due);
    return makeAttempt(endpoint, delivery);
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
    if (first.dueAt <= isoTime(clock)) await wake(endpointId, 0);
  };

  return dispatch;
};

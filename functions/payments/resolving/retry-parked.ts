// What the provider said of a payment that was not there is tried again, ever more seldom, and at last given to a person.
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { Follow } from './follow.ts';
import type { ParkedEventStore } from './parked-event-store.ts';
import type { ApplyProviderEvent } from './provider-events.ts';
import { requestedIn } from './resolve-payment.ts';

export interface RetryParkedOptions {
  readonly parked: ParkedEventStore;
  readonly applyProviderEvent: ApplyProviderEvent;
  readonly follow: Follow;
  readonly clock: Clock;
  readonly log: Log;
}

/** Kept events of one shard and run. */
const pageSize = 100;

/** The scheduled run: answers how many kept events have found their payment. */
export const createRetryParked = ({
  parked,
  applyProviderEvent,
  follow,
  clock,
  log,
}: RetryParkedOptions) => {
  const retry = async (id: string): Promise<boolean> => {
    const found = await parked.read(id);
    // The index may be behind: the decision is made on what the base table says.
    if (found === undefined || (found.nextTryAt ?? '9') > isoTime(clock)) return false;
    const { event, correlationId } = found;
    const causation = { correlationId, causationId: id };
    const applied = await applyProviderEvent(event, { causation, messageId: id });
    if (applied === undefined) {
      const later = await parked.postpone(found, isoTime(clock));
      if (later?.nextTryAt === null)
        log.error({ keptId: id, event }, 'a provider event fits no payment');
      return false;
    }
    const { orderId, outcome } = applied;
    const fresh = outcome.kind === 'committed' ? requestedIn(outcome.events) : [];
    await follow(orderId, outcome, { causation, fresh });
    await parked.remove(id);
    return true;
  };

  const retrySafely = async (id: string): Promise<boolean> => {
    try {
      return await retry(id);
    } catch (error) {
      log.error({ error, keptId: id }, 'a kept event was not tried');
      return false;
    }
  };

  return async (): Promise<number> => {
    const due = await parked.due(isoTime(clock), pageSize);
    const results = await Promise.all(due.map(retrySafely));
    const found = results.filter(Boolean).length;
    if (due.length > 0) log.info({ tried: due.length, found }, 'kept events tried');
    return found;
  };
};

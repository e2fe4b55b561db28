// What the provider said of a payment that was not there is tried again, ever more seldom, and at last given to a person.
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Run } from '../../../platform/service/event-function.ts';
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

/** Kept events of one shard that are tried side by side. */
const pageSize = 10;

/** The scheduled run: answers how many kept events have found their payment. Nothing but the first page is begun after `until` (milliseconds since 1970). */
export const createRetryParked = ({
  parked,
  applyProviderEvent,
  follow,
  clock,
  log,
}: RetryParkedOptions) => {
  /** What cannot be applied is put off like what fits no payment: it comes before a person in the end. */
  const apply: ApplyProviderEvent = async (event, context) => {
    try {
      return await applyProviderEvent(event, context);
    } catch (error) {
      log.error({ error, keptId: context.messageId }, 'a kept event was not applied');
      return undefined;
    }
  };

  const retry = async (id: string): Promise<boolean> => {
    const found = await parked.read(id);
    // The index may be behind: the decision is made on what the base table says.
    if (found === undefined || (found.nextTryAt ?? '9') > isoTime(clock)) return false;
    const { event, correlationId } = found;
    const causation = { correlationId, causationId: id };
    const applied = await apply(event, { causation, messageId: id });
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

  return async ({ until }: Pick<Run, 'until'>): Promise<number> => {
    let [tried, found] = [0, 0];
    for await (const due of parked.due(isoTime(clock), pageSize)) {
      const results = await Promise.all(due.map(retrySafely));
      tried += due.length;
      found += results.filter(Boolean).length;
      if (clock.now() > until) break;
    }
    if (tried > 0) log.info({ tried, found }, 'kept events tried');
    return found;
  };
};

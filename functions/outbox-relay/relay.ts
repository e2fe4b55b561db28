// Publishes what was committed. What was published in the first place is left alone; what could not be goes into the index of what is pending, for the sweeper.

import { ageAt, type Clock, epochSeconds } from '../../platform/kernel/clock.ts';
import { createSemaphore } from '../../platform/kernel/semaphore.ts';
import type { Publisher } from '../../platform/messaging/publisher.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import type { Tracer } from '../../platform/telemetry/trace.ts';
import { processTracer } from '../../platform/telemetry/tracer.ts';
import type { Routes } from './config.ts';
import type { Outboxes, OutboxItem } from './store.ts';

/** Days a published item is kept for the auditor. */
const keptDays = 30;

/** What cannot be published is tried again so long before it is put aside: behind it others wait. */
const patienceMs = 15_000;

/** As many as the client has connections: the sweeper brings hundreds of each table at once, more than it lets wait. */
const atOnce = 50;

const timeOf = ({ messages }: OutboxItem): string => messages[0]?.envelope.time ?? '';

export interface RelayParts {
  readonly publisher: Publisher;
  readonly outboxes: Outboxes;
  readonly routes: Routes;
  readonly clock: Clock;
  readonly log: Log;
  /** @default that of the process */
  readonly tracer?: Tracer;
}

export interface Relayed {
  /** Their messages were all accepted, and nothing is left to be done. */
  readonly published: ReadonlySet<OutboxItem>;
  /** Neither published nor kept for the sweeper: to be relayed again. */
  readonly left: ReadonlySet<OutboxItem>;
}

export type Relay = (items: readonly OutboxItem[]) => Promise<Relayed>;

export const createRelay = ({
  publisher,
  outboxes,
  routes,
  clock,
  log,
  tracer = processTracer(),
}: RelayParts): Relay => {
  const inTurn = createSemaphore({ atOnce, waiting: Number.POSITIVE_INFINITY });

  const publish = async (source: string, items: readonly OutboxItem[]) => {
    const accepted = await publisher.publish(
      source,
      items.flatMap(({ messages }) => messages),
    );
    return items.filter(({ messages }) =>
      messages.every(({ envelope }) => accepted.has(envelope.id)),
    );
  };

  const mark = async (item: OutboxItem, isPublished: boolean): Promise<boolean> => {
    try {
      const parent = item.messages[0]?.envelope.traceparent;
      await tracer.trace({ name: 'outbox mark', kind: 'internal', parent }, () =>
        isPublished
          ? outboxes.markPublished(item, epochSeconds(clock) + keptDays * 86_400)
          : outboxes.markPending(item, timeOf(item)),
      );
      return true;
    } catch (error) {
      const what = isPublished ? 'published but not marked' : 'neither published nor marked';
      log.error({ error, table: item.table, key: item.key }, what);
      return false;
    }
  };

  return async (items) => {
    const bySource = Map.groupBy(items, ({ table }) => routes.tables[table] ?? table);
    const accepted = await Promise.all(
      [...bySource].map(([source, group]) => publish(source, group)),
    );
    const complete = new Set(accepted.flat());
    const finish = async (item: OutboxItem): Promise<boolean> => {
      const isPublished = complete.has(item);
      const isYoung = ageAt(clock, Date.parse(timeOf(item))) < patienceMs;
      if (!isPublished && isYoung) return false;
      // What was published in the first place is done, and what is pending and stays so is the sweeper's.
      return item.isPending === isPublished ? mark(item, isPublished) : true;
    };
    const finished = await Promise.all(items.map((item) => inTurn(() => finish(item))));
    const published = new Set(items.filter((item, index) => complete.has(item) && finished[index]));
    log.info({ items: items.length, published: published.size }, 'outbox relayed');
    return { published, left: new Set(items.filter((_, index) => !finished[index])) };
  };
};

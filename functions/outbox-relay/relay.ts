// Publishes outbox items and marks those whose messages were all accepted; the rest stays pending and is published again.
import { type Clock, epochSeconds } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Publisher } from '../../platform/messaging/publisher.ts';
import type { Routes } from './config.ts';
import type { Outboxes, OutboxItem } from './store.ts';

/** Days a published item is kept for the auditor. */
const keptDays = 30;

export interface RelayParts {
  readonly publisher: Publisher;
  readonly outboxes: Outboxes;
  readonly routes: Routes;
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers the items that are still pending. */
export type Relay = (items: readonly OutboxItem[]) => Promise<ReadonlySet<OutboxItem>>;

export const createRelay = ({ publisher, outboxes, routes, clock, log }: RelayParts): Relay => {
  const publish = async (source: string, items: readonly OutboxItem[]) => {
    const accepted = await publisher.publish(
      source,
      items.flatMap(({ messages }) => messages),
    );
    return items.filter(({ messages }) =>
      messages.every(({ envelope }) => accepted.has(envelope.id)),
    );
  };

  const mark = async (item: OutboxItem): Promise<boolean> => {
    try {
      await outboxes.markPublished(item, epochSeconds(clock) + keptDays * 86_400);
      return true;
    } catch (error) {
      log.error({ error, table: item.table, key: item.key }, 'published but not marked');
      return false;
    }
  };

  return async (items) => {
    const bySource = Map.groupBy(items, ({ table }) => routes.tables[table] ?? table);
    const published = await Promise.all(
      [...bySource].map(([source, group]) => publish(source, group)),
    );
    const complete = published.flat();
    const marked = await Promise.all(complete.map(mark));
    const settled = new Set(complete.filter((_, index) => marked[index]));
    log.info({ items: items.length, published: settled.size }, 'outbox relayed');
    return new Set(items.filter((item) => !settled.has(item)));
  };
};

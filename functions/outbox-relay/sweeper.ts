// The truth: whatever a table still has pending is published, however the stream fared.
import type { Relay, RelayParts } from './relay.ts';
import type { OutboxItem } from './store.ts';
import { unreadable } from './stream.ts';

/** The stream gets this long before the sweeper takes over. */
const graceMs = 30_000;
/** Items of one shard and pass. */
const pageSize = 100;
/** Passes of one run; what is left then waits for the next minute. */
const passes = 20;

export type SweepParts = Pick<RelayParts, 'outboxes' | 'routes' | 'clock' | 'log'> & {
  readonly relay: Relay;
};

/** Answers how many outbox items were published. */
export const createSweep = ({ relay, routes, outboxes, clock, log }: SweepParts) => {
  const noteUnreadable = (found: readonly OutboxItem[]): void => {
    for (const { isUnreadable, table, key } of found) {
      if (isUnreadable) log.error({ table, key }, unreadable);
    }
  };

  const sweepTable = async (table: string, until: string): Promise<number> => {
    let swept = 0;
    for (let pass = 0; pass < passes; pass += 1) {
      const found = await outboxes.pending(table, until, pageSize);
      const items = found.filter(({ isUnreadable }) => !isUnreadable);
      if (pass === 0) noteUnreadable(found);
      if (items.length === 0) break;
      const { published } = await relay(items);
      swept += published.size;
      if (published.size < items.length) break;
    }
    return swept;
  };

  return async (): Promise<{ swept: number }> => {
    const until = new Date(clock.now() - graceMs).toISOString();
    const counts = await Promise.all(
      Object.keys(routes.tables).map((table) => sweepTable(table, until)),
    );
    const swept = counts.reduce((all, count) => all + count, 0);
    if (swept > 0) log.warn({ swept }, 'the sweeper found what the stream had left');
    return { swept };
  };
};

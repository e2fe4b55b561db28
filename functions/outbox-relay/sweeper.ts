// The truth: whatever a table still has pending is published, however the stream fared.
import type { Run } from '../../platform/service/event-function.ts';
import type { Relay, RelayParts } from './relay.ts';
import { unreadable } from './stream.ts';

/** The stream gets this long before the sweeper takes over. */
const graceMs = 30_000;
/** Items of one shard that are relayed together. */
const pageSize = 100;
/** Longer than a page of each table takes on a busy machine: what is left then waits for the next minute. */
const reserveMs = 6_000;

export type SweepParts = Pick<RelayParts, 'outboxes' | 'routes' | 'clock' | 'log'> & {
  readonly relay: Relay;
};

/** Answers how many outbox items were published. */
export const createSweep = ({ relay, routes, outboxes, clock, log }: SweepParts) => {
  /** Whatever cannot be read or published stands before nobody: behind it others are reached. */
  const sweepTable = async (table: string, since: string, until: number): Promise<number> => {
    let swept = 0;
    for await (const found of outboxes.pending(table, since, pageSize)) {
      for (const { isUnreadable, key } of found) {
        if (isUnreadable) log.error({ table, key }, unreadable);
      }
      const items = found.filter(({ isUnreadable }) => !isUnreadable);
      if (items.length > 0) swept += (await relay(items)).published.size;
      if (clock.now() > until) break;
    }
    return swept;
  };

  return async ({ until }: Pick<Run, 'until'>): Promise<{ swept: number }> => {
    const since = new Date(clock.now() - graceMs).toISOString();
    const results = await Promise.allSettled(
      Object.keys(routes.tables).map((table) => sweepTable(table, since, until - reserveMs)),
    );
    const swept = results.reduce(
      (all, each) => all + (each.status === 'fulfilled' ? each.value : 0),
      0,
    );
    if (swept > 0) log.warn({ swept }, 'the sweeper found what the stream had left');
    const failures = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    if (failures.length > 0) throw new AggregateError(failures, 'not all tables were swept');
    return { swept };
  };
};

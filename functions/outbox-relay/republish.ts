// Has commits published again: they go into the index of what is pending, and the sweeper does the rest. Receivers know what they have had.

import type { Scan } from '../../platform/data/dynamodb/scan.ts';
import { createSemaphore } from '../../platform/kernel/semaphore.ts';
import { itemOf, type Outboxes, type OutboxItem, type Tables } from './store.ts';

export interface Republished {
  /** Items looked at. */
  readonly items: number;
  /** Commits that are published again. */
  readonly commits: number;
  /** Commits of which nobody can say what they have to say. */
  readonly unreadable: number;
}

export interface RepublishParts {
  readonly tables: Tables;
  readonly table: string;
  readonly scan: Scan;
  readonly outboxes: Pick<Outboxes, 'markPending'>;
  readonly progress?: (soFar: Republished) => void;
}

/** As many as the SDK has connections. */
const inTurn = createSemaphore({ atOnce: 50, waiting: Number.POSITIVE_INFINITY });

/** Of its messages; what has none is never late. */
const timeOf = ({ messages }: OutboxItem): string => messages[0]?.envelope.time ?? '';

/** Commits of this ISO time or later. Safe to stop and to repeat. */
export const republish = async (
  { tables, table, scan, outboxes, progress = () => {} }: RepublishParts,
  since: string,
): Promise<Republished> => {
  let done: Republished = { items: 0, commits: 0, unreadable: 0 };
  for await (const items of scan()) {
    const read = items
      .map((stored) => itemOf(tables, table, stored))
      .filter(({ isCommit }) => isCommit);
    const wanted = read.filter((item) => !item.isPending && timeOf(item) >= since);
    await Promise.all(wanted.map((item) => inTurn(() => outboxes.markPending(item, since))));
    done = {
      items: done.items + items.length,
      commits: done.commits + wanted.length,
      unreadable: done.unreadable + read.filter((item) => item.isUnreadable).length,
    };
    progress(done);
  }
  return done;
};

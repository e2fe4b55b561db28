// Has commits published again: they go into the index of what is pending, and the sweeper does the rest. Receivers know what they have had.
import type { Scan } from '../../platform/data/scan.ts';
import type { Outboxes } from './store.ts';
import { itemOf } from './store.ts';

export interface Republished {
  /** Items looked at. */
  readonly items: number;
  /** Commits that are published again. */
  readonly commits: number;
}

export interface RepublishParts {
  readonly table: string;
  readonly scan: Scan;
  readonly outboxes: Pick<Outboxes, 'markPending'>;
  readonly progress?: (soFar: Republished) => void;
}

/** Commits of this ISO time or later. Safe to stop and to repeat. */
export const republish = async (
  { table, scan, outboxes, progress = () => {} }: RepublishParts,
  since: string,
): Promise<Republished> => {
  let done: Republished = { items: 0, commits: 0 };
  for await (const items of scan()) {
    let commits = 0;
    for (const stored of items) {
      const item = itemOf(table, stored);
      const time = item.messages[0]?.envelope.time;
      if (!item.isCommit || item.isPending || time === undefined || time < since) continue;
      await outboxes.markPending(item, time);
      commits += 1;
    }
    done = { items: done.items + items.length, commits: done.commits + commits };
    progress(done);
  }
  return done;
};

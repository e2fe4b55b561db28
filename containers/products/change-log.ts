// What changed, for the search indexes of all tasks: noted by the one that makes the change, read by the others within seconds.
import { type Clock, epochSeconds, isoTime } from '../../platform/clock.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Write } from '../../platform/data/write.ts';
import type { NewId } from '../../platform/ids.ts';

export type Change =
  | { readonly kind: 'product'; readonly id: string }
  | { readonly kind: 'stock'; readonly skus: readonly string[] }
  | { readonly kind: 'categories' };

export interface ChangeLog {
  /** To be written together with the change itself. */
  note(change: Change): Write;
  /** Writes a note of its own: what moved is told once a second, not with every order. */
  tellMoved(skus: readonly string[]): Promise<void>;
  /** What was noted since the last call, by anybody. */
  next(): Promise<readonly Change[]>;
}

const partition = 'CHANGES';

/** Notes are read again for so long, since clocks differ and commits overtake each other; the regular rebuild covers the rest. */
const overlapMs = 30_000;

const skusOfNote = 100;

/** Longer than any task lets a rebuild wait. */
const keptSeconds = 86_400;

export const createChangeLog = ({
  table,
  clock,
  newId,
}: {
  readonly table: Table;
  readonly clock: Clock;
  readonly newId: NewId;
}): ChangeLog => {
  let seen = new Set<string>();
  let from = clock.now() - overlapMs;

  const note = (change: Change): Write => ({
    put: {
      pk: partition,
      sk: `${isoTime(clock)}#${newId('chg')}`,
      change,
      expiresAt: epochSeconds(clock) + keptSeconds,
    },
  });

  return {
    note,

    tellMoved: async (skus) => {
      for (let first = 0; first < skus.length; first += skusOfNote) {
        const some = skus.slice(first, first + skusOfNote);
        await table.transact([note({ kind: 'stock', skus: some })]);
      }
    },

    next: async () => {
      const after = new Date(from).toISOString();
      const until = clock.now();
      const notes = await table.query<{ change: Change }>(partition, {
        after,
        consistent: false,
      });
      const fresh = notes.filter(({ sk }) => !seen.has(sk));
      seen = new Set(notes.map(({ sk }) => sk));
      from = until - overlapMs;
      return fresh.map(({ change }) => change);
    },
  };
};

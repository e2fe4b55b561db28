// What changed, for the search indexes of all tasks: each change is noted in the transaction that makes it and read by the others within seconds.
import { type Clock, epochSeconds, isoTime } from '../../platform/clock.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Write } from '../../platform/data/write.ts';
import type { NewId } from '../../platform/ids.ts';
import { availableChange, type Movement } from './domain/stock.ts';

export type Change =
  | { readonly kind: 'product'; readonly id: string }
  | { readonly kind: 'stock'; readonly skus: readonly string[] }
  | { readonly kind: 'categories' };

export interface ChangeLog {
  /** To be written together with the change itself. */
  note(change: Change): Write;
  /** What was noted since the last call, by anybody. */
  next(): Promise<readonly Change[]>;
}

const partition = 'CHANGES';

/** Notes are read again for so long, since clocks differ and commits overtake each other; the regular rebuild covers the rest. */
const overlapMs = 30_000;

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

  return {
    note: (change) => ({
      put: {
        pk: partition,
        sk: `${isoTime(clock)}#${newId('chg')}`,
        change,
        expiresAt: epochSeconds(clock) + keptSeconds,
      },
    }),

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

/** Goods that can be had again are noted; that goods are gone, a task sees when it next shows them. */
export const noteOfMore = (
  changes: ChangeLog,
  movements: readonly Movement[],
): readonly Write[] => {
  const skus = movements.filter((movement) => availableChange(movement) > 0).map(({ sku }) => sku);
  return skus.length === 0 ? [] : [changes.note({ kind: 'stock', skus })];
};

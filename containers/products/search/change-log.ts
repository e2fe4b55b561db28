// What changed, for the search indexes of all tasks: noted by the one that makes the change, read by the others within seconds.

import type { Readable } from '../../../platform/data/readable.ts';
import type { Table, Write } from '../../../platform/data/table.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { changeItem } from '../stored.ts';

export type Change =
  | { readonly kind: 'product'; readonly id: string }
  | { readonly kind: 'stock'; readonly skus: readonly string[] }
  | { readonly kind: 'categories' };

export interface ChangeLog {
  /** To be written together with the change itself. */
  note(change: Change): Write;
  /** Writes a note of its own: what moved is told once a second, not with every order. */
  noteMoved(skus: readonly string[]): Promise<void>;
  /** What others have noted since the last call. */
  next(): Promise<readonly Change[]>;
}

const partition = 'CHANGES';

/** Notes are read again for so long, since clocks differ and commits overtake each other; the regular rebuild covers the rest. */
const overlapMs = 15_000;

/** Between two readings of the overlap only what is newer than the newest is read. */
const overlapEveryMs = 5_000;

/** Longer than any task lets a rebuild wait. */
const keptSeconds = 86_400;

const skusOfNote = 100;

export const createChangeLog = ({
  table,
  clock,
  newId,
  readable,
}: {
  readonly table: Table;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly readable: Readable;
}): ChangeLog => {
  /** Own notes too: what this task has changed it knows. Sort keys begin with their time. */
  let seen = new Set<string>();
  let newest = '';
  let overlapReadAt = 0;

  const ago = (ms: number): string => new Date(clock.now() - ms).toISOString();

  const note = (change: Change): Write => {
    const sk = `${isoTime(clock)}#${newId('chg')}`;
    seen.add(sk);
    return {
      put: { pk: partition, sk, change, expiresAt: epochSeconds(clock) + keptSeconds },
    };
  };

  /** From where to read now: usually behind the newest, now and then some time back. */
  const nextStart = (): string => {
    const start = ago(overlapMs);
    if (newest > start && clock.now() - overlapReadAt < overlapEveryMs) return newest;
    overlapReadAt = clock.now();
    // Only what can be read again must be remembered.
    seen = new Set([...seen].filter((sk) => sk > start));
    return start;
  };

  return {
    note,

    noteMoved: async (skus) => {
      for (let first = 0; first < skus.length; first += skusOfNote) {
        const some = skus.slice(first, first + skusOfNote);
        await table.transact([note({ kind: 'stock', skus: some })]);
      }
    },

    next: async () => {
      const after = nextStart();
      const notes = await table.query<{ change: Change }>(partition, { after, consistent: false });
      const fresh = notes.filter(({ sk }) => !seen.has(sk));
      for (const { sk } of fresh) seen.add(sk);
      newest = notes.at(-1)?.sk ?? newest;
      return readable.wellFormed('change', changeItem, fresh).map(({ change }) => change);
    },
  };
};

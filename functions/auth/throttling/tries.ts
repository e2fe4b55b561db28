// A try that was let in: it counts, unless it turns out to be none, or the owner's.
import type { Table, Write } from '../../../platform/data/table.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import { giveBack, Moved, type Place, restored } from './strikes.ts';

/** A try that was let in. It counts, unless one of these is called. */
export interface Tries {
  /** It was no guess: as if it had not been made. */
  giveBack(): Promise<void>;
  /** It was the owner: the guesser starts over, what others share with it is given back. */
  clear(): Promise<void>;
  /** Clears in the transaction of what the owner came for. */
  clearWith<T>(commit: (writes: readonly Write[]) => Promise<T>): Promise<T>;
}

/** A wrong guess stays counted; what was none is given back. */
export const countedTry = async <T>(tries: Tries, work: () => T | Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error, 'invalid-credentials')) await tries.giveBack();
    throw error;
  }
};

/** Of the places it took: first that of the guesser itself, then what it shares with others. */
export const triesOf = (
  table: Table,
  [guesser, ...shared]: readonly [Place, ...Place[]],
): Tries => {
  const forgotten = { remove: guesser.key };
  const giveBackAll = async (places: readonly Place[]) => {
    await Promise.all(places.map((place) => giveBack(table, place)));
  };
  const clear = async () => {
    await Promise.all([table.transact([forgotten]), giveBackAll(shared)]);
  };
  return {
    giveBack: () => giveBackAll([guesser, ...shared]),
    clear,
    clearWith: async (commit) => {
      try {
        return await commit([forgotten, ...shared.map(restored)]);
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
      }
      await clear();
      return commit([]);
    },
  };
};

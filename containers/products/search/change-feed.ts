// Keeps what a task has in memory up with the table: tells what it has moved itself, takes in what others have noted.

import { ageAt, type Clock } from '../../../platform/kernel/clock.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { Change, ChangeLog } from './change-log.ts';

/** What others have noted, each once. */
export interface Noted {
  readonly products: readonly string[];
  readonly skus: readonly string[];
  readonly categories: boolean;
}

export interface ChangeFeed {
  /** To be told with the next look at the log. */
  moved(skus: readonly string[]): void;
  /** Tells what was moved, and gives what others have noted to `take`; what fails is done again by the next call. */
  catchUp(take: (noted: Noted) => Promise<void>): Promise<void>;
}

const notedIn = (changes: readonly Change[]): Noted => {
  const products = changes.flatMap((change) => (change.kind === 'product' ? change.id : []));
  const skus = changes.flatMap((change) => (change.kind === 'stock' ? change.skus : []));
  return {
    products: [...new Set(products)],
    skus: [...new Set(skus)],
    categories: changes.some(({ kind }) => kind === 'categories'),
  };
};

export const createChangeFeed = (changes: ChangeLog): ChangeFeed => {
  const unnoted = new Set<string>();
  /** Noted by others and not taken in yet. */
  let pending: readonly Change[] = [];

  const note = async (): Promise<void> => {
    const skus = [...unnoted];
    unnoted.clear();
    try {
      await changes.noteMoved(skus);
    } catch (error) {
      for (const sku of skus) unnoted.add(sku);
      throw error;
    }
  };

  return {
    moved: (skus) => {
      for (const sku of skus) unnoted.add(sku);
    },

    catchUp: async (take) => {
      await note();
      pending = [...pending, ...(await changes.next())];
      await take(notedIn(pending));
      pending = [];
    },
  };
};

const followEveryMs = 1_000;
/** Covers what the change log can miss: clocks that differ by more than its overlap. */
const rebuildEveryMs = 600_000;

/** Keeps the search up with the table until it is stopped. */
export const followChanges = (
  search: { catchUp(): Promise<void>; rebuild(): Promise<void> },
  clock: Clock,
  log: Log,
): { stop(): Promise<void> } => {
  let rebuiltAt = clock.now();
  let running: Promise<void> = Promise.resolve();
  const step = async (): Promise<void> => {
    try {
      if (ageAt(clock, rebuiltAt) >= rebuildEveryMs) {
        rebuiltAt = clock.now();
        await search.rebuild();
      }
      await search.catchUp();
    } catch (error) {
      log.warn({ error }, 'the search does not keep up');
    }
  };
  const timer = setInterval(() => {
    running = running.then(step);
  }, followEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      // What was moved last is told before the task goes.
      await running.then(step);
    },
  };
};

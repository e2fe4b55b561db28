// Another clock for whoever waits by `node:timers/promises`, until the tests of a file are done.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { afterAll } from 'vitest';

/** Called before the tests: all modules see it, those that were read before as well. */
export const waitBy = (wait: (ms: number) => Promise<void>): void => {
  const { setTimeout } = timers;
  const put = (given: unknown) => {
    Object.assign(timers, { setTimeout: given });
    syncBuiltinESMExports();
  };
  put(wait);
  afterAll(() => put(setTimeout));
};

/** Who meets somebody lets others go first; nobody waits for a clock. */
export const waitForNoClock = (): void =>
  waitBy(() => new Promise((resolve) => setImmediate(resolve)));

// A rush on a SKU in shards, in any order of answers and with tasks that stop: nothing is lost or counted twice, and the last unit is sold once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Item, Table } from '../../platform/data/table.ts';
import { countingIds } from '../support/clock.ts';
import { reservationsIn, shop } from '../support/products.ts';
import { openRush, reserve, spread } from '../support/rush.ts';
import { checkInvariants } from '../support/stock-invariants.ts';
import { waitForNoClock } from '../support/waiting.ts';

waitForNoClock();

interface Rush {
  readonly units: number;
  readonly buyers: number;
  readonly shards: readonly number[];
}

/** Two tasks sell while others change the number of shards; the table answers in any order, and a task may stop after any write. */
const rush = async (
  { units, buyers, shards }: Rush,
  scheduler: fc.Scheduler,
  faults: Iterator<string> = [].values(),
) => {
  const { table } = await openRush(units, shards[0]);
  const transact: Table['transact'] = async (writes) => {
    const fault = faults.next().value;
    if (fault === 'before') throw new Error('no connection');
    await table.transact(writes);
    if (fault === 'after') throw new Error('stopped');
  };
  const get = scheduler.scheduleFunction(table.get as never) as Table['get'];
  const slow: Table = {
    ...table,
    // As in DynamoDB each item is read at an instant of its own.
    getMany: async (keys) =>
      (await Promise.all(keys.map((key) => get(key)))).filter(
        (item) => item !== undefined,
      ) as never,
    query: scheduler.scheduleFunction(table.query as never) as never,
    transact: scheduler.scheduleFunction(transact),
  };
  const newId = countingIds();
  const tasks = [shop(slow, { newId }), shop(slow, { newId })] as const;
  const again = async (work: () => Promise<unknown>): Promise<void> => {
    for (let delivery = 1; delivery <= 8; delivery += 1) {
      const failed = await work().then(
        (answer) => ((answer as { status?: number }).status ?? 0) >= 500,
        () => true,
      );
      if (!failed) return;
    }
  };
  const selling = Array.from({ length: buyers }, (_, index) =>
    again(() => reserve(tasks[index % 2 === 0 ? 0 : 1], index + 1)),
  );
  const spreading = shards.slice(1).map((count) => again(() => spread(tasks[0], count)));
  await scheduler.waitFor(Promise.all([...selling, ...spreading]));
  checkInvariants(table.all());
  return table;
};

const rushes = fc.record({
  units: fc.integer({ min: 0, max: 12 }),
  buyers: fc.integer({ min: 1, max: 12 }),
  shards: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
});

const soldIn = (items: readonly Item[]): number =>
  reservationsIn(items).filter(({ status }) => status === 'active').length;

// fast-check says the seed of a run that fails; `{ seed, path }` repeats it.
test('in any order of answers as many are served as there are units', { timeout: 120_000 }, () =>
  fc.assert(
    fc.asyncProperty(rushes, fc.scheduler(), async (given, scheduler) => {
      const table = await rush(given, scheduler);
      expect(soldIn(table.all())).toBe(Math.min(given.units, given.buyers));
    }),
    { numRuns: 80 },
  ),
);

test('where tasks stop after any write nothing is sold twice', { timeout: 120_000 }, () => {
  const faults = fc.infiniteStream(
    fc.oneof({ weight: 8, arbitrary: fc.constant('none') }, fc.constantFrom('before', 'after')),
  );
  return fc.assert(
    fc.asyncProperty(rushes, fc.scheduler(), faults, async (given, scheduler, stream) => {
      const table = await rush(given, scheduler, stream[Symbol.iterator]());
      expect(soldIn(table.all())).toBeLessThanOrEqual(given.units);
    }),
    { numRuns: 80 },
  );
});

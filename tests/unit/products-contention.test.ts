// How many orders of one SKU a second its stock carries in one item and in several, by the conflicts of their transactions: what docs/scale.md says.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { assumed } from '../scale/order.ts';
import { contended } from '../support/contended-table.ts';
import { reservationsIn, type Shop, shop } from '../support/products.ts';
import { randomOf } from '../support/random.ts';
import { openRush, reserve } from '../support/rush.ts';
import { checkInvariants } from '../support/stock-invariants.ts';
import { waitBy } from '../support/waiting.ts';

/** Milliseconds of the run: whoever waits is woken in the order of time. */
const time = (() => {
  let now = 0;
  let waiting: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    reset: () => {
      now = 0;
      waiting = [];
    },
    wait: (ms: number) =>
      new Promise<void>((wake) => {
        waiting.push({ at: now + ms, wake });
      }),
    /** Wakes the next; false where nobody waits. */
    next: (): boolean => {
      const [first] = waiting.toSorted((one, other) => one.at - other.at);
      if (first === undefined) return false;
      waiting = waiting.filter((each) => each !== first);
      now = first.at;
      first.wake();
      return true;
    },
  };
})();
waitBy(time.wait);

const turn = () => new Promise((resolve) => setImmediate(resolve));

const [buyers, taskCount, perSecond] = [400, 8, 400];
/** No shard runs short of it. */
const stock = 4_000;

type Row = Awaited<ReturnType<typeof sell>>;

const sell = async (shards: number) => {
  time.reset();
  const random = vi.spyOn(Math, 'random').mockImplementation(randomOf(7));
  const { table, newId } = await openRush(stock, shards);
  const slow = contended(table, {
    wait: time.wait,
    random: randomOf(11),
    transactionMs: assumed.transactionSeconds * 1_000,
    callMs: 5,
  });
  const tasks = Array.from({ length: taskCount }, () => shop(slow, { newId }));
  const number = randomOf(13);
  const buy = async (index: number): Promise<void> => {
    await time.wait(index * (1_000 / perSecond));
    await reserve(tasks[index % taskCount] as Shop, Math.floor(number() * 1e12));
  };
  const sellAll = async (): Promise<void> => {
    await Promise.all(tasks.map(({ search }) => search.rebuild()));
    await Promise.all(Array.from({ length: buyers }, (_, index) => buy(index)));
  };
  let isOver = false;
  const all = sellAll().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await turn();
    if (!time.next()) await turn();
  }
  await all;
  random.mockRestore();
  checkInvariants(table.all());
  expect(reservationsIn(table.all()).filter(({ status }) => status === 'active')).toHaveLength(
    buyers,
  );
  return { shards, conflicts: slow.conflicts(), sold: Math.round(buyers / (time.now() / 1_000)) };
};

test('more shards carry more orders of one SKU, with fewer conflicts, as docs/scale.md says', async () => {
  const rows = [];
  for (const shards of [1, 4, 32]) rows.push(await sell(shards));
  const [one, few, many] = rows as [Row, Row, Row];
  expect(few.sold).toBeGreaterThan(2 * one.sold);
  expect(many.sold).toBeGreaterThan(6 * one.sold);
  expect(many.conflicts).toBeLessThan(one.conflicts / 4);
  const page = readFileSync('docs/scale.md', 'utf8');
  const told = rows.map(({ shards, sold, conflicts }) => `| ${shards} | ${sold} | ${conflicts} |`);
  expect(told.filter((line) => !page.includes(line))).toEqual([]);
});

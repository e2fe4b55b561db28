// What a task reads of the changes that others note: each once, late ones too, old ones no more.
import { expect, it } from 'vitest';
import { createChangeLog } from '../../containers/products/search/change-log.ts';
import { countingIds, testClock } from '../support/clock.ts';
import { quietReadable } from '../support/http.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const setUp = () => {
  const table = createMemoryTable();
  const clock = testClock();
  const logAt = (offset: number) =>
    createChangeLog({
      table,
      clock: { now: () => clock.now() + offset },
      newId: ids,
      readable: quietReadable(),
    });
  const ids = countingIds();
  const reader = logAt(0);
  /** A note whose time lies so far from now. */
  const noted = async (id: string, offset = 0) => {
    await table.transact([logAt(offset).note({ kind: 'product', id })]);
  };
  const read = async () =>
    (await reader.next()).map((change) => ('id' in change ? change.id : change.kind));
  return { table, clock, reader, noted, read };
};

it('a change is read once, by all but the one that made it', async () => {
  const { table, reader, noted, read } = setUp();
  await noted('one');
  await table.transact([reader.note({ kind: 'categories' })]);
  expect(await read()).toEqual(['one']);
  expect(await read()).toEqual([]);
  await noted('two', 1);
  expect(await read()).toEqual(['two']);
});

it('what began fifteen seconds ago is read, and nothing older', async () => {
  const { noted, read } = setUp();
  await noted('old', -15_001);
  await noted('new', -15_000);
  expect(await read()).toEqual(['new']);
});

it('a change that comes late is found when what has been read is read again, every five seconds', async () => {
  const { clock, noted, read } = setUp();
  await noted('one');
  expect(await read()).toEqual(['one']);
  await noted('late', -10);
  clock.advance(4_999);
  expect(await read()).toEqual([]);
  clock.advance(1);
  expect(await read()).toEqual(['late']);
  clock.advance(5_000);
  expect(await read()).toEqual([]);
});

it('where nothing is new, what comes late is found at once', async () => {
  const { clock, noted, read } = setUp();
  await noted('one');
  expect(await read()).toEqual(['one']);
  clock.advance(15_001);
  await noted('two', -10_000);
  expect(await read()).toEqual(['two']);
});

it('notes are kept for a day, and tell of a hundred SKUs at most', async () => {
  const { table, clock, reader } = setUp();
  await reader.noteMoved(Array.from({ length: 101 }, (_, index) => `SKU-${index}`));
  const notes = table.all() as unknown as { expiresAt: number; change: { skus: string[] } }[];
  expect(notes.map(({ change }) => change.skus.length)).toEqual([100, 1]);
  expect(notes.map(({ expiresAt }) => expiresAt - clock.now() / 1000)).toEqual([86_400, 86_400]);
});

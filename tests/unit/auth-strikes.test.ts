// How the counters of tries lie in the table: kept until nothing is left of them, and moved by nobody else meanwhile.
import { describe, expect, it } from 'vitest';
import { ofNetwork } from '../../functions/auth/domain/throttle.ts';
import { giveBack, look, Moved, restored, taken } from '../../functions/auth/throttling/strikes.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const key = { pk: 'STRIKES#a', sk: 'STRIKES' };
const counter = { key, policy: ofNetwork };
const second = 1_767_225_600;
const [early, late] = [
  { count: 1, lastAt: second * 1_000 - 500 },
  { count: 2, lastAt: second * 1_000 },
];
const one = { ...counter, before: undefined, after: early };
const two = { ...counter, before: early, after: late };

describe('a try', () => {
  it('is kept for a minute of quiet, to the second after', async () => {
    const table = createMemoryTable();
    await table.transact([taken(one)]);
    expect(table.all()).toEqual([{ ...key, ...early, expiresAt: second + 60 }]);
    await table.transact([taken(two)]);
    expect(table.all()).toEqual([{ ...key, ...late, expiresAt: second + 60 }]);
  });

  it('that is given back leaves what was before', async () => {
    const table = createMemoryTable();
    await table.transact([taken(one)]);
    await table.transact([taken(two)]);
    await table.transact([restored(two)]);
    expect(table.all()).toEqual([{ ...key, ...early, expiresAt: second + 60 }]);
    await table.transact([restored(one)]);
    expect(table.all()).toEqual([]);
  });

  it.each([
    ['is the first where there was one', [one], taken(one)],
    ['is the second of none', [], taken(two)],
    ['comes after another that has counted', [one, two], taken(two)],
    ['is given back after another', [one, two], restored(one)],
    ['is given back twice', [], restored(one)],
  ])('that %s is counted again', async (_, before, write) => {
    const table = createMemoryTable();
    for (const place of before) await table.transact([taken(place)]);
    await expect(table.transact([write])).rejects.toBeInstanceOf(Moved);
  });
});

describe('a try that is given back', () => {
  const startedWith = async (...places: readonly (typeof one | typeof two)[]) => {
    const table = createMemoryTable();
    for (const place of places) await table.transact([taken(place)]);
    return table;
  };

  it.each([
    ['leaves what was before', [one, two], two, [{ count: 1, lastAt: early.lastAt }]],
    ['leaves nothing where it was the first', [one], one, []],
    ['is one less where others came since', [one, two], one, [{ count: 1, lastAt: late.lastAt }]],
    ['is nothing where all was forgotten', [], one, []],
  ])('%s', async (_, places, given, left) => {
    const table = await startedWith(...places);
    await giveBack(table, given);
    const kept = table.all().map(({ count, lastAt }) => ({ count, lastAt }));
    expect(kept).toEqual(left);
  });

  it('is not, where the table does not answer', async () => {
    const broken = { ...createMemoryTable(), transact: () => Promise.reject(new Error('down')) };
    await expect(giveBack(broken, one)).rejects.toThrow('down');
  });
});

describe('a look', () => {
  const now = late.lastAt;
  const seen = async (counts: readonly number[]) => {
    const table = createMemoryTable();
    const counters = counts.map((_, index) => ({
      key: { ...key, pk: `STRIKES#${index}` },
      policy: ofNetwork,
    }));
    for (const [index, count] of counts.entries()) {
      const put = { ...key, pk: `STRIKES#${index}`, count, lastAt: now };
      if (count > 0) await table.transact([{ put }]);
    }
    const { places, waitMs } = await look(table, counters, now);
    return { waitMs, counts: places.map(({ before, after }) => [before?.count, after.count]) };
  };

  it.each([
    [
      [0, 0],
      0,
      [
        [undefined, 1],
        [undefined, 1],
      ],
    ],
    [
      [4, 0],
      0,
      [
        [4, 5],
        [undefined, 1],
      ],
    ],
    [
      [5, 7],
      4_000,
      [
        [5, 6],
        [7, 8],
      ],
    ],
    [
      [7, 5],
      4_000,
      [
        [7, 8],
        [5, 6],
      ],
    ],
  ])('at counters of %j waits for the longest: %i', async (given, waitMs, counts) => {
    expect(await seen(given)).toEqual({ waitMs, counts });
  });
});

// How the counters of tries lie in the table: kept until nothing is left of them, and moved by nobody else meanwhile.
import { describe, expect, it } from 'vitest';
import { ofNetwork } from '../../functions/auth/domain/throttle.ts';
import { Moved, restored, taken } from '../../functions/auth/throttling/strikes.ts';
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

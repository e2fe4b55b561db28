// A round of what is due: everything is asked once, what is left over goes, and a full batch is followed by another.
import { describe, expect, it } from 'vitest';
import { createDeadlines, type Due } from '../../platform/data/deadlines.ts';
import { type Asked, createDueRound } from '../../platform/data/due-round.ts';
import { bucketOf, shardOf, shards } from '../../platform/data/shards.ts';
import type { QueryOptions } from '../../platform/data/table.ts';
import { createMemoryTable } from '../support/memory-table.ts';

const causation = { correlationId: 'req_1', causationId: 'req_1' };
const at = '2026-01-01T00:00:00.000Z';
const dueAt = '2025-12-31T00:00:00.000Z';

const round = (batches: readonly number[], answer: (id: string) => Asked | Error) => {
  const asked: string[] = [];
  const removed: string[] = [];
  const lines: object[] = [];
  const limits: unknown[] = [];
  const run = createDueRound({
    deadlines: {
      pages: async function* (time, limit) {
        limits.push([time, limit]);
        for (const count of batches) {
          yield Array.from({ length: count }, (_, index): Due => ({ id: `${index}`, dueAt }));
        }
      },
      remove: async ({ id }) => void removed.push(id),
    },
    ask: async (id, when, cause) => {
      expect([when, cause]).toEqual([at, causation]);
      asked.push(id);
      const said = answer(id);
      if (said instanceof Error) throw said;
      return said;
    },
  });
  const log = { error: (line: object) => void lines.push(line) } as never;
  return { run: () => run(at, { causation, log }), asked, removed, lines, limits };
};

describe('a round', () => {
  const moved = { hasMoved: true, dueAt: undefined };

  it('asks all pages of a hundred, and counts what has moved', async () => {
    const { run, limits, asked } = round([100, 100, 3], (id) => ({ hasMoved: id !== '7', dueAt }));
    expect(await run()).toBe(201);
    expect([limits, asked.length]).toEqual([[[at, 100]], 203]);
  });

  it('takes out what nothing waits for, or not until then, and leaves the rest', async () => {
    const answers: Record<string, Asked> = {
      0: { hasMoved: false, dueAt: undefined },
      1: { hasMoved: false, dueAt: '2027-01-01T00:00:00.000Z' },
      2: { hasMoved: false, dueAt },
      3: { hasMoved: true, dueAt: undefined },
    };
    const { run, removed } = round([4], (id) => answers[id] as Asked);
    expect(await run()).toBe(1);
    expect(removed).toEqual(['0', '1']);
  });

  it('is not held up by one that fails, which is said', async () => {
    const error = new Error('no');
    const { run, asked, lines, removed } = round([3], (id) => (id === '1' ? error : moved));
    expect(await run()).toBe(2);
    expect([asked, removed, lines]).toEqual([['0', '1', '2'], [], [{ error, id: '1' }]]);
  });
});

describe('deadlines', () => {
  it('are found until a time and at it, each with its id, and are gone once removed', async () => {
    const deadlines = createDeadlines(createMemoryTable());
    const due = [
      { id: 'ord_1', dueAt: '2026-01-01T00:00:00.000Z' },
      { id: 'ord#2', dueAt: '2026-01-02T00:00:00.000Z' },
      { id: 'ord_3', dueAt: '2026-01-02T00:00:00.001Z' },
    ];
    for (const each of due) await deadlines.put(each);
    const until = async (time: string) =>
      [...(await deadlines.until(time))].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
    expect(await until('2026-01-02T00:00:00.000Z')).toEqual(due.slice(0, 2));
    await deadlines.remove(due[0] as Due);
    expect(await until('2026-01-02T00:00:00.000Z')).toEqual(due.slice(1, 2));
  });

  it('are walked through so many of each shard at a time, also while some go', async () => {
    const deadlines = createDeadlines(createMemoryTable());
    const ids = Array.from({ length: 40 }, (_, index) => `ord_${index}`);
    for (const id of ids) await deadlines.put({ id, dueAt: '2026-01-01T00:00:00.000Z' });
    const pages: string[][] = [];
    for await (const page of deadlines.pages('2026-01-01T00:00:00.000Z', 3)) {
      pages.push(page.map(({ id }) => id));
      for (const each of page) await deadlines.remove(each);
    }
    expect(pages.flat().toSorted()).toEqual(ids.toSorted());
    expect(pages[0]).toHaveLength(12);
    expect(await deadlines.until('9')).toEqual([]);
  });

  it('are asked for in each shard, a thousand where nothing is said', async () => {
    const asked: [string, QueryOptions | undefined][] = [];
    const table = {
      ...createMemoryTable(),
      query: async (pk: string, options?: QueryOptions) => {
        asked.push([pk, options]);
        return [];
      },
    };
    await createDeadlines(table).until(at);
    await createDeadlines(table).until(at, 7);
    expect(asked.map(([pk]) => pk)).toEqual([...shards, ...shards].map((shard) => `DUE#${shard}`));
    expect(asked[0]?.[1]).toEqual({ until: `${at}#\uffff`, limit: 1_000 });
    expect(asked[4]?.[1]).toMatchObject({ limit: 7 });
  });
});

describe('a shard', () => {
  // https://docs.oracle.com/javase/8/docs/api/java/lang/String.html#hashCode-- has the same sum.
  it.each([
    ['', 4, 0],
    ['a', 4, 1],
    ['ab', 1_000, 105],
    ['hello', 1_000_000_000, 99_162_322],
    ['polygenelubricants', 1_000, 648],
  ])('of %j among %d is %d', (text, count, bucket) => {
    expect(bucketOf(text, count)).toBe(bucket);
  });

  it('is one of four', () => {
    expect(shards).toEqual(['0', '1', '2', '3']);
    expect(['', 'a', 'b', 'c'].map(shardOf)).toEqual(['0', '1', '2', '3']);
  });
});

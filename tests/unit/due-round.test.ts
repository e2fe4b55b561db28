// A round of what is due: everything is asked once, what is left over goes, and a full batch is followed by another.
import { describe, expect, it } from 'vitest';
import { createDeadlines, type Deadlines, type Due } from '../../platform/data/deadlines.ts';
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
  const left = [...batches];
  const deadlines: Deadlines = {
    until: async (time, limit) => {
      limits.push([time, limit]);
      const count = left.shift() ?? 0;
      return Array.from({ length: count }, (_, index): Due => ({ id: `${index}`, dueAt }));
    },
    put: async () => {},
    remove: async ({ id }) => void removed.push(id),
  };
  const run = createDueRound({
    deadlines,
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

  it('counts what has moved, and ends with a batch that is not full', async () => {
    const { run, limits } = round([99, 5], () => moved);
    expect(await run()).toBe(99);
    expect(limits).toEqual([[at, 100]]);
  });

  it('looks again after a full batch of which something has moved', async () => {
    const { run, limits } = round([100, 100, 3], () => moved);
    expect(await run()).toBe(203);
    expect(limits).toHaveLength(3);
  });

  it('looks again where of a full batch one has moved, and not where none has', async () => {
    const one = round([100, 2], (id) => ({ hasMoved: id === '7', dueAt }));
    expect(await one.run()).toBe(1);
    expect(one.limits).toHaveLength(2);
    const none = round([100, 2], () => ({ hasMoved: false, dueAt }));
    expect(await none.run()).toBe(0);
    expect(none.limits).toHaveLength(1);
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

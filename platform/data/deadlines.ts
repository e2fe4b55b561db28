// What is due when: an entry for each aggregate that waits, in the order of time. It is there before the commit that waits and goes after the one that waits no more, so one that is left over is possible and one that is missing is not.
import { inAllShards, shardOf, shards } from './shards.ts';
import type { Key, Table, Write } from './table.ts';

export interface Due {
  readonly id: string;
  /** ISO 8601. */
  readonly dueAt: string;
}

export interface Deadlines {
  /** What is due until this ISO time, the longest overdue first in each shard; consistent. */
  until(time: string, limit?: number): Promise<readonly Due[]>;
  /** All of that, so many of each shard at a time; what is put or removed meanwhile moves nothing else. */
  pages(time: string, pageSize: number): AsyncIterable<readonly Due[]>;
  put(due: Due): Promise<void>;
  /** Takes one out that nothing waits for any more. */
  remove(due: Due): Promise<void>;
}

/** Later than any deadline. */
export const endOfTime = '9999';

const partitionOf = (shard: string): string => `DUE#${shard}`;

const keyOf = ({ id, dueAt }: Due) => ({
  pk: partitionOf(shardOf(id)),
  sk: `${dueAt}#${id}`,
});

export const putDeadline = (due: Due): Write => ({ put: keyOf(due) });

export const removeDeadline = (due: Due): Write => ({ remove: keyOf(due) });

const dueOf = ({ sk }: Key): Due => {
  const end = sk.indexOf('#');
  return { id: sk.slice(end + 1), dueAt: sk.slice(0, end) };
};

async function* pagesOf(table: Table, pk: string, time: string, limit: number) {
  let after: string | undefined;
  for (;;) {
    const found = await table.query(pk, { until: `${time}#\uffff`, limit, after });
    yield found.map(dueOf);
    if (found.length < limit) return;
    after = found.at(-1)?.sk;
  }
}

export const createDeadlines = (table: Table): Deadlines => ({
  until: async (time, limit = 1_000) => {
    const found = await Promise.all(
      shards.map((shard) => table.query(partitionOf(shard), { until: `${time}#\uffff`, limit })),
    );
    return found.flat().map(dueOf);
  },
  pages: (time, pageSize) =>
    inAllShards((shard) => pagesOf(table, partitionOf(shard), time, pageSize)),
  put: (due) => table.transact([putDeadline(due)]),
  remove: (due) => table.transact([removeDeadline(due)]),
});

// Which deliveries of an endpoint are due, and when.
import { inAllShards, shardOf } from '../../../platform/data/shards.ts';
import type { Table, Write } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Delivery } from '../domain/delivery.ts';
import { endpointPartition } from './delivery-id.ts';

export interface Due {
  readonly id: string;
  readonly dueAt: string;
}

export interface DueQueue {
  /** Nothing is there any more to be delivered. */
  unqueue(endpointId: string, due: Due): Promise<void>;
  /** The longest overdue first; also what is due later, so that the next time is known. */
  queue(endpointId: string, limit: number): Promise<readonly Due[]>;
  /** Endpoints with something overdue, from an index that may be behind: those of so many deliveries of each shard at a time, to the last. */
  overdueEndpoints(pageSize: number): AsyncIterable<readonly string[]>;
}

const keyOf = (endpointId: string, { id, dueAt }: Due) => ({
  pk: endpointPartition(endpointId),
  sk: `DUE#${dueAt}#${id}`,
});

/** Its place in the queue, if it waits for an attempt. */
export const dueWrites = ({ id, nextAttemptAt: dueAt, endpointId }: Delivery): Write[] =>
  dueAt === null
    ? []
    : [{ put: { ...keyOf(endpointId, { id, dueAt }), due: shardOf(endpointId), dueAt } }];

/** From one time to the next. */
export const dueMoves = (before: Delivery, after: Delivery): Write[] => {
  const { id, endpointId, nextAttemptAt: dueAt } = before;
  if (dueAt === after.nextAttemptAt) return [];
  const left = dueAt === null ? [] : [{ remove: keyOf(endpointId, { id, dueAt }) }];
  return [...left, ...dueWrites(after)];
};

export const createDueQueue = (table: Table, clock: Clock): DueQueue => ({
  unqueue: (endpointId, due) => table.transact([{ remove: keyOf(endpointId, due) }]),

  queue: async (endpointId, limit) => {
    const found = await table.query(endpointPartition(endpointId), { prefix: 'DUE#', limit });
    return found.map(({ sk }) => {
      const [, dueAt = '', id = ''] = sk.split('#');
      return { dueAt, id };
    });
  },

  overdueEndpoints: async function* (pageSize) {
    const now = isoTime(clock);
    const pages = inAllShards((shard) => table.queryIndex('due-index', shard, now, pageSize));
    for await (const found of pages) {
      yield [...new Set(found.map(({ pk }) => pk.slice('ENDPOINT#'.length)))];
    }
  },
});

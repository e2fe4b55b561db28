// Orders that have waited too long: the index over deadlines says where to look, the order itself decides.
import { shards } from '../../platform/data/shards.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { Orders } from './orders.ts';
import { orderPartition } from './store.ts';

/** Asks every order that was due at this ISO time, and says how many had something happen to them. */
export type CheckDeadlines = (at: string, causation: Causation) => Promise<number>;

/** Per shard and round; the next round takes the rest. */
const batch = 250;

export const createWatchdog = (table: Table, orders: Pick<Orders, 'handle'>): CheckDeadlines => {
  const checkShard = async (shard: string, at: string, causation: Causation): Promise<number> => {
    const due = await table.queryIndex('due-index', shard, at, batch);
    let overdue = 0;
    for (const { pk } of due) {
      const orderId = pk.slice(orderPartition.length + 1);
      const { kind } = await orders.handle(orderId, { type: 'check-deadline', at }, { causation });
      if (kind === 'committed') overdue += 1;
    }
    return overdue;
  };

  return async (at, causation) => {
    const overdue = await Promise.all(shards.map((shard) => checkShard(shard, at, causation)));
    return overdue.reduce((all, count) => all + count, 0);
  };
};

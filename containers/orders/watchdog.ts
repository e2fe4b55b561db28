// Orders that have waited too long: the index over deadlines says where to look, the order itself decides.
import { shards } from '../../platform/data/shards.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Log } from '../../platform/log.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { Orders } from './orders.ts';
import { orderPartition } from './store.ts';

/** Asks every order that was due at this ISO time, and says how many had something happen to them. */
export type CheckDeadlines = (at: string, causation: Causation) => Promise<number>;

const batch = 100;

export const createWatchdog = (
  table: Table,
  orders: Pick<Orders, 'handle'>,
  log: Log,
): CheckDeadlines => {
  /** One order that fails holds up no other; the next round asks it again. */
  const checkOne = async (orderId: string, at: string, causation: Causation): Promise<boolean> => {
    try {
      const command = { type: 'check-deadline', at } as const;
      const { kind } = await orders.handle(orderId, command, { causation });
      return kind === 'committed';
    } catch (error) {
      log.error({ error, orderId }, 'the deadline of an order was not checked');
      return false;
    }
  };

  const checkShard = async (shard: string, at: string, causation: Causation): Promise<number> => {
    const due = await table.queryIndex('due-index', shard, at, batch);
    let overdue = 0;
    for (const { pk } of due) {
      const orderId = pk.slice(orderPartition.length + 1);
      if (await checkOne(orderId, at, causation)) overdue += 1;
    }
    // The index lags behind: a round without effect would only find the same again.
    const isMore = due.length === batch && overdue > 0;
    return isMore ? overdue + (await checkShard(shard, at, causation)) : overdue;
  };

  return async (at, causation) => {
    const overdue = await Promise.all(shards.map((shard) => checkShard(shard, at, causation)));
    return overdue.reduce((all, count) => all + count, 0);
  };
};

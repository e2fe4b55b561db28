// Asks the provider about every payment whose answer is overdue, and stays while more becomes due.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, isoTime } from '../../platform/clock.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Log } from '../../platform/log.ts';
import type { Pursue } from './pursue.ts';
import { duePayments, type PaymentStore } from './store.ts';

export interface ReconciliationOptions {
  readonly table: Table;
  readonly store: PaymentStore;
  readonly pursue: Pursue;
  readonly clock: Clock;
  readonly log: Log;
  readonly pauseMs?: number;
}

export interface Run {
  /** Id of the scheduled run, for the correlation of what it causes. */
  readonly id: string;
  /** No further round begins after this time (milliseconds since 1970). */
  readonly until: number;
}

/** Payments of one shard and round. */
const pageSize = 25;
const roundMs = 9_000;

/** Answers how many payments were asked about. */
export const createReconciliation = ({
  table,
  store,
  pursue,
  clock,
  log,
  pauseMs = 1_000,
}: ReconciliationOptions) => {
  const ask = async (orderId: string, { id }: Run): Promise<void> => {
    const causation = { correlationId: id, causationId: id };
    try {
      // The index may be behind: the decision is made on what the base table says.
      const { state } = await store.load(orderId);
      await pursue(orderId, state, { causation });
    } catch (error) {
      log.error({ error, orderId }, 'payment was not reconciled');
    }
  };

  return async (run: Run): Promise<number> => {
    let asked = 0;
    let due = await duePayments(table, isoTime(clock), pageSize);
    while (due.length > 0) {
      await Promise.all(due.map((orderId) => ask(orderId, run)));
      asked += due.length;
      if (clock.now() + pauseMs + roundMs > run.until) break;
      await sleep(pauseMs);
      due = await duePayments(table, isoTime(clock), pageSize);
    }
    if (asked > 0) log.info({ asked }, 'payments reconciled');
    return asked;
  };
};

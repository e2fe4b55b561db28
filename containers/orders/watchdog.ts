// Orders that have waited too long. Those that are being placed are looked at once in the list of open orders, when their time is over; whatever else waits has an entry of its own.
import { createDeadlines, putDeadline } from '../../platform/data/deadlines.ts';
import { createDueRound, type DueRound, type RoundContext } from '../../platform/data/due-round.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Orders } from './commands.ts';
import { after, patience } from './domain/deadlines.ts';
import { listView, strayEntries } from './lists/projection.ts';
import { dueAt } from './store.ts';

const batch = 100;

/** How far the list of open orders was looked through. */
const progressKey = { pk: 'WATCHDOG', sk: 'PLACED' };

export const createWatchdog = (table: Table, orders: Pick<Orders, 'handle'>): DueRound => {
  const open = listView('open');

  const checkDue = createDueRound({
    deadlines: createDeadlines(table),
    ask: async (id, at, causation) => {
      const outcome = await orders.handle(id, { type: 'check-deadline', at }, { causation });
      return { hasMoved: outcome.kind === 'committed', dueAt: dueAt(outcome.state) };
    },
  });

  /** Answers whether the order was overdue. One that fails holds up no other: it is due from now on. */
  const checkPlaced = async (
    { sk, orderId }: { readonly sk: string; readonly orderId: string },
    at: string,
    { causation, log }: RoundContext,
  ): Promise<boolean> => {
    try {
      const command = { type: 'check-deadline', at } as const;
      const { kind, state } = await orders.handle(orderId, command, { causation });
      const stray = strayEntries(state, sk);
      if (stray.length > 0) await table.transact(stray);
      return kind === 'committed';
    } catch (error) {
      log.error({ error, orderId }, 'the deadline of an order was not checked');
      await table.transact([putDeadline({ id: orderId, dueAt: at })]);
      return false;
    }
  };

  const checkAllPlaced = async (at: string, context: RoundContext): Promise<number> => {
    const until = `${after(at, -patience.placing)}#\uffff`;
    let seen = (await table.get<{ seen: string }>(progressKey))?.seen;
    let overdue = 0;
    for (;;) {
      const options = { after: seen, until, limit: batch };
      const entries = await table.query<{ orderId: string }>(open, options);
      for (const entry of entries) if (await checkPlaced(entry, at, context)) overdue += 1;
      const last = entries.at(-1);
      if (last === undefined) return overdue;
      seen = last.sk;
      await table.transact([{ put: { ...progressKey, seen } }]);
    }
  };

  return async (at, context) => {
    const placed = await checkAllPlaced(at, context);
    return placed + (await checkDue(at, context));
  };
};

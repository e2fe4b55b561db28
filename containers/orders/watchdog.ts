// Orders that have waited too long: the list of deadlines says where to look, the order itself decides.
import type { Deadlines, Due } from '../../platform/data/deadlines.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import type { Orders } from './commands.ts';
import { deadlineOf } from './domain/deadlines.ts';

/** Asks every order that was due at this ISO time, and says how many had something happen to them. */
export type CheckDeadlines = (at: string, causation: Causation) => Promise<number>;

const batch = 100;

export const createWatchdog = (
  deadlines: Deadlines,
  orders: Pick<Orders, 'handle'>,
  log: Log,
): CheckDeadlines => {
  const ask = async (due: Due, at: string, causation: Causation): Promise<boolean> => {
    const command = { type: 'check-deadline', at } as const;
    const { kind, state } = await orders.handle(due.id, command, { causation });
    // Left over by a process that has stopped: nothing waits for it any more.
    if (kind === 'ignored' && deadlineOf(state) !== due.dueAt) await deadlines.remove(due);
    return kind === 'committed';
  };

  /** One order that fails holds up no other; the next round asks it again. */
  const askSafely = async (due: Due, at: string, causation: Causation): Promise<boolean> => {
    try {
      return await ask(due, at, causation);
    } catch (error) {
      log.error({ error, orderId: due.id }, 'the deadline of an order was not checked');
      return false;
    }
  };

  return async (at, causation) => {
    let overdue = 0;
    for (;;) {
      const due = await deadlines.until(at, batch);
      const answers = [];
      for (const each of due) answers.push(await askSafely(each, at, causation));
      const moved = answers.filter(Boolean).length;
      overdue += moved;
      // A round without effect would only find the same again.
      if (due.length < batch || moved === 0) return overdue;
    }
  };
};

// A round of everything that has waited too long: the entries of deadlines say where to look, each aggregate itself decides.

import type { Causation } from '../messaging/outgoing.ts';
import type { Log } from '../telemetry/log.ts';
import type { Deadlines, Due } from './deadlines.ts';

/** What came of asking one. */
export interface Asked {
  readonly hasMoved: boolean;
  /** Until when it waits now, ISO 8601. */
  readonly dueAt: string | undefined;
}

export interface RoundContext {
  readonly causation: Causation;
  readonly log: Pick<Log, 'error'>;
}

/** Asks everything that was due at this ISO time, and says how many had something happen to them. */
export type DueRound = (at: string, context: RoundContext) => Promise<number>;

/** Of one shard. */
const batch = 100;

export const createDueRound = ({
  deadlines,
  ask,
}: {
  readonly deadlines: Pick<Deadlines, 'pages' | 'remove'>;
  readonly ask: (id: string, at: string, causation: Causation) => Promise<Asked>;
}): DueRound => {
  /** One that fails holds up no other; the next round asks it again. */
  const askSafely = async (
    due: Due,
    at: string,
    { causation, log }: RoundContext,
  ): Promise<boolean> => {
    try {
      const { hasMoved, dueAt } = await ask(due.id, at, causation);
      // Left over by a process that has stopped: nothing waits for it any more.
      if (!hasMoved && dueAt !== due.dueAt) await deadlines.remove(due);
      return hasMoved;
    } catch (error) {
      log.error({ error, id: due.id }, 'a deadline was not checked');
      return false;
    }
  };

  // Each is asked once: those that fail stay, and stand before nobody.
  return async (at, context) => {
    let moved = 0;
    for await (const due of deadlines.pages(at, batch)) {
      for (const each of due) if (await askSafely(each, at, context)) moved += 1;
    }
    return moved;
  };
};

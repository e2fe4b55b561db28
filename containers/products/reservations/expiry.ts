// Frees what was held too long.

import type { Deadlines } from '../../../platform/data/deadlines.ts';
import { createDueRound, type DueRound } from '../../../platform/data/due-round.ts';
import type { Reservations } from './commands.ts';
import { expiryOf, type ReservationStore } from './store.ts';

export const createExpiry = (
  deadlines: Deadlines,
  {
    reservations,
    store,
  }: {
    readonly reservations: Pick<Reservations, 'handle'>;
    readonly store: Pick<ReservationStore, 'load'>;
  },
): DueRound =>
  createDueRound({
    deadlines,
    ask: async (orderId, at, causation) => {
      const { kind } = await reservations.handle({ type: 'expire', orderId, at }, { causation });
      if (kind === 'done') return { hasMoved: true, dueAt: undefined };
      const { state } = await store.load(orderId);
      return { hasMoved: false, dueAt: expiryOf(state) };
    },
  });

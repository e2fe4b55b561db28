// The entries of a new order are written before its commit, since they do no harm without it; what came to nothing is removed.
import type { Table, Write } from '../../../platform/data/table.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderState } from '../domain/order.ts';
import type { OrderStore } from '../store.ts';
import { firstEntries, positionOf, strayEntries } from './projection.ts';

/** Hands what is to be written first to the commit of an order, and looks at what became of it. */
export type Entering = <T extends { readonly kind: string }>(
  orderId: string,
  commit: (first: (events: readonly OrderEvent[], state: OrderState) => Write[]) => Promise<T>,
) => Promise<T>;

export const createEntering = (
  table: Pick<Table, 'transact'>,
  store: Pick<OrderStore, 'load'>,
): Entering => {
  /** What was entered for a request that came again. Where the order is not there, its commit may still arrive: then, and where this fails, the watchdog finds it. */
  const removeStray = async (orderId: string, position: string): Promise<void> => {
    const { state } = await store.load(orderId);
    if (state.status === 'absent') return;
    const stray = strayEntries(state, position);
    await Promise.all(stray.map((write) => table.transact([write])));
  };

  return async (orderId, commit) => {
    let tried: string | undefined;
    let isCommitted = false;
    try {
      const outcome = await commit((events, state) => {
        const entries = firstEntries(events, state);
        if (entries.length > 0 && state.status !== 'absent') tried = positionOf(state.order);
        return entries;
      });
      isCommitted = outcome.kind === 'committed';
      return outcome;
    } finally {
      if (tried !== undefined && !isCommitted) await removeStray(orderId, tried).catch(() => {});
    }
  };
};

// Orders as a list reads them: of one that this process has read before, only what was committed since is asked for, a hundred orders in one read.
import { UnreadableStream } from '../../../platform/data/commits.ts';
import type { LoadedOrder } from '../commands.ts';
import type { OrderStore } from '../store.ts';

export type ReadMany = Pick<OrderStore, 'loadMany'>;

/** Some 5 MB; those that were not asked for longest are read anew. */
const mostRemembered = 1_000;

export const createRemembered = (
  store: Pick<OrderStore, 'advanced' | 'loadMany' | 'next'>,
  most = mostRemembered,
): ReadMany => {
  // In the order of their last use.
  const known = new Map<string, LoadedOrder>();

  const remember = (id: string, order: LoadedOrder): void => {
    known.delete(id);
    known.set(id, order);
    const [oldest] = known.size > most ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
  };

  /** Undefined where its commit cannot be read: nobody knows what the order is now. */
  const after = (
    id: string,
    order: LoadedOrder,
    commit: Parameters<typeof store.advanced>[2],
  ): LoadedOrder | undefined => {
    try {
      return store.advanced(id, order, commit);
    } catch (error) {
      if (!(error instanceof UnreadableStream)) throw error;
      known.delete(id);
      return undefined;
    }
  };

  /** Each as it is after its last commit. */
  const upToDate = async (orders: ReadonlyMap<string, LoadedOrder>): Promise<typeof orders> => {
    if (orders.size === 0) return orders;
    const versions = new Map([...orders].map(([id, { version }]) => [id, version]));
    const commits = await store.next(versions);
    const [last, moved] = [new Map<string, LoadedOrder>(), new Map<string, LoadedOrder>()];
    for (const [id, order] of orders) {
      const commit = commits.get(id);
      const next = commit && after(id, order, commit);
      if (commit === undefined) last.set(id, order);
      else if (next !== undefined) moved.set(id, next);
    }
    return new Map([...last, ...(await upToDate(moved))]);
  };

  const knownOf = (ids: readonly string[]): ReadonlyMap<string, LoadedOrder> =>
    new Map(
      ids.flatMap((id) => {
        const order = known.get(id);
        return order === undefined ? [] : [[id, order] as const];
      }),
    );

  return {
    loadMany: async (ids) => {
      const before = knownOf(ids);
      const [remembered, read] = await Promise.all([
        upToDate(before),
        store.loadMany(ids.filter((id) => !before.has(id))),
      ]);
      const orders = new Map([...remembered, ...read]);
      for (const [id, { state, version }] of orders) remember(id, { state, version });
      return orders;
    },
  };
};

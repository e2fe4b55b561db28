// Frees what was held too long: the index of deadlines says where to look, the reservation itself decides.
import { shards } from '../../../platform/data/shards.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import { type Reservations, reservationPrefix } from './reservation-store.ts';

/** Expires what was due at this ISO time and says how many that were. */
export type ExpireReservations = (at: string, causation: Causation) => Promise<number>;

const batch = 100;

export const createExpiry = (
  table: Table,
  reservations: Pick<Reservations, 'handle'>,
): ExpireReservations => {
  const expireShard = async (shard: string, at: string, causation: Causation): Promise<number> => {
    const due = await table.queryIndex('due-index', shard, at, batch);
    let expired = 0;
    for (const { pk } of due) {
      const orderId = pk.slice(reservationPrefix.length);
      const { kind } = await reservations.handle({ type: 'expire', orderId, at }, { causation });
      if (kind === 'done') expired += 1;
    }
    // The index lags behind: a round without effect would only find the same again.
    const isMore = due.length === batch && expired > 0;
    return isMore ? expired + (await expireShard(shard, at, causation)) : expired;
  };

  return async (at, causation) => {
    const expired = await Promise.all(shards.map((shard) => expireShard(shard, at, causation)));
    return expired.reduce((all, count) => all + count, 0);
  };
};

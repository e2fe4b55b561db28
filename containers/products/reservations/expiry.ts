// Frees what was held too long: the index of deadlines says where to look, the reservation itself decides.
import type { Readable } from '../../../platform/data/readable.ts';
import { shards } from '../../../platform/data/shards.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { reservationItem } from '../stored.ts';
import { type Reservations, reservationPrefix } from './reservation-store.ts';

/** Expires what was due at this ISO time and says how many that were. */
export type ExpireReservations = (at: string, causation: Causation) => Promise<number>;

const batch = 100;

export const createExpiry = ({
  table,
  reservations,
  readable,
  log,
}: {
  readonly table: Table;
  readonly reservations: Pick<Reservations, 'handle'>;
  readonly readable: Readable;
  readonly log: Pick<Log, 'error'>;
}): ExpireReservations => {
  /** One that fails keeps no other from being freed; the next round finds it again. */
  const expire = async (orderId: string, at: string, causation: Causation): Promise<boolean> => {
    try {
      const { kind } = await reservations.handle({ type: 'expire', orderId, at }, { causation });
      return kind === 'done';
    } catch (error) {
      log.error({ error, orderId }, 'a reservation was not expired');
      return false;
    }
  };

  const expireShard = async (shard: string, at: string, causation: Causation): Promise<number> => {
    const due = await table.queryIndex('due-index', shard, at, batch);
    const items = await table.getMany(due.map(({ pk, sk }) => ({ pk, sk })));
    let expired = 0;
    for (const { pk } of readable.only('reservation', reservationItem, items)) {
      if (await expire(pk.slice(reservationPrefix.length), at, causation)) expired += 1;
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

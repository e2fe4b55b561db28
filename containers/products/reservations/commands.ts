// How a command reaches a reservation: orders of the same goods one after the other, and again where the stock was not as supposed.

import { createKeyedLock } from '../../../platform/kernel/keyed-lock.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { Handled } from '../../../platform/messaging/inbox.ts';
import type { ReservationCommand, Supplies } from '../domain/reservation.ts';
import { Scattered } from '../domain/shards/placed-lines.ts';
import { nameOfPlace } from '../domain/shards/places.ts';
import type { Evening } from '../stock/evening.ts';
import { isStale, StockChanged } from '../stock/stock-items.ts';
import type { CarryOut, ReservationContext } from './carrying-out.ts';
import type { Shortages } from './shortages.ts';

type Reserve = Omit<Extract<ReservationCommand, { type: 'reserve' }>, 'supplies'>;
type Sell = Extract<ReservationCommand, { type: 'sell' }>;

/** A command as it comes; what the stock has to offer is read here. */
export type ReservationRequest = Exclude<ReservationCommand, { type: 'reserve' }> | Reserve;

export interface Reservations {
  handle(request: ReservationRequest, context: ReservationContext): Promise<Handled>;
}

/** Goods that have left although none were there do not come by waiting: a person looks at the message. */
const movingAttempts = 8;

export const createReservations = ({
  carryOut,
  shortages,
  evening,
}: {
  readonly carryOut: CarryOut;
  readonly shortages: Shortages;
  readonly evening: Pick<Evening, 'wasShort' | 'gather'>;
}): Reservations => {
  const takeTurn = createKeyedLock();

  /** Undefined where goods were missing. */
  const reserveUnseen = async (
    request: Reserve,
    context: ReservationContext,
  ): Promise<Handled | undefined> => {
    const supplies = shortages.supposed(request);
    if (supplies === undefined) return undefined;
    try {
      return await carryOut({ ...request, supplies }, context);
    } catch (error) {
      if (!(error instanceof StockChanged)) throw error;
      shortages.met(error.place);
      return undefined;
    }
  };

  /** From what is there; what lies in more shards than a transaction reaches is brought together first. */
  const reserveSeen = async (request: Reserve, context: ReservationContext): Promise<Handled> => {
    const supplies = await shortages.read(request);
    try {
      return await carryOut({ ...request, supplies }, context);
    } catch (error) {
      if (!(error instanceof Scattered)) throw error;
      const { line } = error;
      await evening.gather(line);
      throw new StockChanged({ sku: line.sku });
    }
  };

  const reserve = async (request: Reserve, context: ReservationContext): Promise<Handled> => {
    const places = shortages.places(request).map(nameOfPlace);
    const handled = await takeTurn(places, () => reserveUnseen(request, context));
    if (handled !== undefined) return handled;
    const found = await retryOn(isStale, () => reserveSeen(request, context));
    await evening.wasShort(request.lines.map(({ sku }) => sku));
    return found;
  };

  /** What is not held any more is in the first shard, most likely. */
  const sell = (request: Sell, context: ReservationContext): Promise<Handled> => {
    let supplies: Supplies | undefined;
    return retryOn(
      isStale,
      async () => {
        try {
          return await carryOut({ ...request, supplies }, context);
        } catch (error) {
          if (isStale(error)) supplies = await shortages.read(request);
          throw error;
        }
      },
      movingAttempts,
    );
  };

  return {
    handle: (request, context) => {
      switch (request.type) {
        case 'reserve':
          return reserve(request, context);
        case 'sell':
          return sell(request, context);
        default:
          return retryOn(isStale, () => carryOut(request, context), movingAttempts);
      }
    },
  };
};

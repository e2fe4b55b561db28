// How a command reaches a reservation: orders of the same goods one after the other, and again where the stock was not as supposed.
import { createKeyedLock } from '../../../platform/calls/keyed-lock.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import type { Handled } from '../../../platform/messaging/inbox.ts';
import type { ReservationCommand } from '../domain/reservation.ts';
import { StockChanged } from '../stock/stock-items.ts';
import type { CarryOut, ReservationContext } from './carrying-out.ts';
import type { Shortages } from './shortages.ts';

type Reserve = Omit<Extract<ReservationCommand, { type: 'reserve' }>, 'supplies'>;

/** A command as it comes; what the stock has to offer is read here. */
export type ReservationRequest = Exclude<ReservationCommand, { type: 'reserve' }> | Reserve;

export interface Reservations {
  handle(request: ReservationRequest, context: ReservationContext): Promise<Handled>;
}

const isStale = (error: unknown): boolean => error instanceof StockChanged;

/** Goods that have left although none were there do not come by waiting: a person looks at the message. */
const movingAttempts = 8;

export const createReservations = (carryOut: CarryOut, shortages: Shortages): Reservations => {
  const takeTurn = createKeyedLock();

  /** Undefined where goods were missing. */
  const reserveUnseen = async (
    request: Reserve,
    context: ReservationContext,
  ): Promise<Handled | undefined> => {
    const supplies = shortages.supposed(request.lines);
    if (supplies === undefined) return undefined;
    try {
      return await carryOut({ ...request, supplies }, context);
    } catch (error) {
      if (!(error instanceof StockChanged)) throw error;
      shortages.met(error.sku);
      return undefined;
    }
  };

  const reserve = async (request: Reserve, context: ReservationContext): Promise<Handled> => {
    const skus = request.lines.map(({ sku }) => sku);
    const handled = await takeTurn(skus, () => reserveUnseen(request, context));
    return (
      handled ??
      retryOn(isStale, async () =>
        carryOut({ ...request, supplies: await shortages.read(request.lines) }, context),
      )
    );
  };

  return {
    handle: (request, context) =>
      request.type === 'reserve'
        ? reserve(request, context)
        : retryOn(isStale, () => carryOut(request, context), movingAttempts),
  };
};

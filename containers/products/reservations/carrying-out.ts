// A reservation command and the stock it moves: one transaction, told of afterwards.
import type { CommandContext } from '../../../platform/data/command-handler.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { done, type Handled } from '../../../platform/messaging/inbox.ts';
import type { Reservation, ReservationCommand, ReservationEvent } from '../domain/reservation.ts';
import { movementsOf } from '../domain/reservation-effects.ts';
import type { Ledger } from '../stock/ledger.ts';
import { movementWrite } from '../stock/stock-items.ts';
import type { HandleReservation } from './store.ts';

export type ReservationContext = Pick<
  CommandContext<ReservationEvent, Reservation>,
  'causation' | 'messageId'
>;

/** Throws StockChanged where goods are missing, and Scattered. */
export type CarryOut = (
  command: ReservationCommand,
  context: ReservationContext,
) => Promise<Handled>;

export const createCarryOut =
  ({
    handle,
    clock,
    ledger,
    stockMoved,
  }: {
    readonly handle: HandleReservation;
    readonly clock: Clock;
    readonly ledger: Pick<Ledger, 'moved'>;
    readonly stockMoved: (skus: readonly string[]) => void;
  }): CarryOut =>
  async (command, context) => {
    const outcome = await handle(command.orderId, command, {
      ...context,
      isFirst: command.type === 'reserve',
      writes: (events) => {
        const at = isoTime(clock);
        return events.flatMap(movementsOf).map((movement) => movementWrite(movement, at));
      },
    });
    if (outcome.kind === 'ignored') return { kind: 'ignored', reason: outcome.reason };
    const events = outcome.kind === 'committed' ? outcome.events : [];
    const movements = events.flatMap(movementsOf);
    stockMoved(movements.map(({ sku }) => sku));
    await ledger.moved(movements);
    return done;
  };

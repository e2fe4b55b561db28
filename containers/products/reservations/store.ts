// Keeps the reservations of orders as the commits they are made of.
import {
  type CommandHandler,
  type CommandHandlerOptions,
  createCommandHandler,
} from '../../../platform/data/command-handler.ts';
import { createEventStore, type EventStore } from '../../../platform/data/event-store.ts';
import type { Readable } from '../../../platform/data/readable.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { Reservation, ReservationCommand, ReservationEvent } from '../domain/reservation.ts';
import { reservationDecider } from '../domain/reservation-decider.ts';
import { reservationShape } from '../stored.ts';

export type ReservationStore = EventStore<ReservationEvent, Reservation>;

/** When what is held goes back; only what still holds goods is waited for. */
export const expiryOf = (state: Reservation): string | undefined =>
  state.status === 'active' && state.expiresAt !== undefined
    ? new Date(state.expiresAt).toISOString()
    : undefined;

export const createReservationStore = (
  table: Table,
  readable?: Pick<Readable, 'note'>,
): ReservationStore =>
  createEventStore<ReservationEvent, Reservation>({
    table,
    name: 'RESERVATION',
    initial: reservationDecider.initial,
    evolve: reservationDecider.evolve,
    dueAt: expiryOf,
    shape: reservationShape,
    readable,
  });

export type HandleReservation = CommandHandler<ReservationCommand, ReservationEvent, Reservation>;

type Options = CommandHandlerOptions<ReservationCommand, ReservationEvent, Reservation>;

export const createReservationHandler = (options: Omit<Options, 'decider'>): HandleReservation =>
  createCommandHandler({ decider: reservationDecider, ...options });

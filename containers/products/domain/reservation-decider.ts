// The reservation of an order as an aggregate.
import type { Decider } from '../../../platform/kernel/decider.ts';
import {
  decide,
  noReservation,
  type Reservation,
  type ReservationCommand,
  type ReservationEvent,
} from './reservation.ts';
import { evolve, react } from './reservation-effects.ts';

export const reservationDecider: Decider<ReservationCommand, ReservationEvent, Reservation> = {
  initial: noReservation,
  decide,
  evolve,
  react,
};

// What the products service does with the messages in its inbox: reserve, release, sell, restock, and free what was held too long.
import {
  commitStock,
  expireReservations,
  releaseStock,
  reserveStock,
  restock,
} from '../../events/messages/products.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { done, type MessageHandler, on } from '../../platform/messaging/inbox.ts';
import type { ExpireReservations } from './expiry.ts';
import type { Reservations } from './reservation-store.ts';

export const messageHandlers = ({
  reservations,
  expire,
  clock,
}: {
  readonly reservations: Reservations;
  readonly expire: ExpireReservations;
  readonly clock: Clock;
}): readonly MessageHandler[] => [
  on(reserveStock, ({ data, causation, envelope }) =>
    reservations.handle({ type: 'reserve', ...data }, { causation, messageId: envelope.id }),
  ),
  on(releaseStock, ({ data, causation, envelope }) =>
    reservations.handle({ type: 'release', ...data }, { causation, messageId: envelope.id }),
  ),
  on(commitStock, ({ data, causation, envelope }) =>
    reservations.handle({ type: 'sell', ...data }, { causation, messageId: envelope.id }),
  ),
  on(restock, ({ data, causation, envelope }) =>
    reservations.handle({ type: 'restock', ...data }, { causation, messageId: envelope.id }),
  ),
  // Each expiry stands on the version of its reservation, so a second delivery finds nothing to do.
  on(expireReservations, async ({ causation, log }) => {
    const expired = await expire(isoTime(clock), causation);
    if (expired > 0) log.info({ expired }, 'reservations expired');
    return done;
  }),
];

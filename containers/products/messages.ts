// What the products service does with the messages in its inbox: reserve, release, sell, restock, free what was held too long, and import.

import {
  commitStock,
  expireReservations,
  importPart,
  releaseStock,
  reserveStock,
  restock,
} from '../../events/messages/products.ts';
import type { DueRound } from '../../platform/data/due-round.ts';
import { AlreadyProcessed } from '../../platform/data/records.ts';
import { type Clock, isoTime } from '../../platform/kernel/clock.ts';
import {
  alone,
  done,
  type Handled,
  type MessageHandler,
  on,
} from '../../platform/messaging/inbox.ts';
import type { ImportStore } from './imports/import-store.ts';
import type { ImportLines } from './imports/importing.ts';
import type { Reservations } from './reservations/commands.ts';
import type { Evening } from './stock/evening.ts';

const onceOnly = async (commit: () => Promise<void>): Promise<Handled> => {
  try {
    await commit();
    return done;
  } catch (error) {
    if (error instanceof AlreadyProcessed) return { kind: 'ignored', reason: error.message };
    throw error;
  }
};

export const messageHandlers = ({
  reservations,
  expire,
  evening,
  imports,
  importLines,
  clock,
}: {
  readonly reservations: Reservations;
  readonly expire: DueRound;
  readonly evening: Pick<Evening, 'round'>;
  readonly imports: ImportStore;
  readonly importLines: ImportLines;
  readonly clock: Clock;
}): readonly MessageHandler[] => [
  on(reserveStock, ['orderId', 'lines', 'expiresAt'], ({ data, causation, envelope }) =>
    reservations.handle({ type: 'reserve', ...data }, { causation, messageId: envelope.id }),
  ),
  on(releaseStock, ['orderId', 'cancellationId', 'lines'], ({ data, causation, envelope }) =>
    reservations.handle({ type: 'release', ...data }, { causation, messageId: envelope.id }),
  ),
  on(commitStock, ['orderId', 'shipmentId', 'lines'], ({ data, causation, envelope }) =>
    reservations.handle({ type: 'sell', ...data }, { causation, messageId: envelope.id }),
  ),
  on(restock, ['orderId', 'returnId', 'lines'], ({ data, causation, envelope }) =>
    reservations.handle({ type: 'restock', ...data }, { causation, messageId: envelope.id }),
  ),
  // Each expiry stands on the version of its reservation, so a second delivery finds nothing to do.
  on(
    expireReservations,
    [],
    alone(async ({ causation, log }) => {
      const expired = await expire(isoTime(clock), { causation, log });
      if (expired > 0) log.info({ expired }, 'reservations expired');
      // What went back lies where it was taken, and not where it is wanted.
      await evening.round();
      return done;
    }),
  ),
  on(
    importPart,
    ['importId', 'part'],
    async ({ data: { importId, part }, causation, envelope }) => {
      const stored = await imports.part(importId, part);
      if (stored === undefined) return { kind: 'ignored', reason: 'the part is done' };
      const result = await importLines(importId, stored);
      return onceOnly(() =>
        imports.finish(importId, part, result, { causation, messageId: envelope.id }),
      );
    },
  ),
];

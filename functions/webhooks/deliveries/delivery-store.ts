// Deliveries of an endpoint and the queue of those that are due; both change in one transaction.

import { type Readable, wholePage } from '../../../platform/data/readable.ts';
import {
  integer,
  listOf,
  members,
  oneOf,
  optional,
  orNull,
  positive,
  text,
  time,
} from '../../../platform/data/shape.ts';
import { isNew, type Table, versionIs, type Write } from '../../../platform/data/table.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import type { Delivery } from '../domain/delivery.ts';
import { endpointPartition, placeOf, positionAt } from './delivery-id.ts';
import { createDueQueue, type DueQueue, dueMoves, dueWrites } from './due-queue.ts';
import { createLeases, type Leases } from './lease.ts';

/** From the event on, however often it is sent. */
export const keptSeconds = 30 * 86_400;

/** Somebody else has attempted or replayed it meanwhile. */
export class StaleDelivery extends Error {}

interface Deliveries {
  /** Answers false when it was added before. */
  add(delivery: Delivery): Promise<boolean>;
  read(id: string): Promise<Delivery | undefined>;
  /** Newest first. */
  list(
    endpointId: string,
    options: { limit: number; after?: string },
  ): Promise<readonly Delivery[]>;
  /** Oldest first, `from` included, `to` not (milliseconds since 1970). */
  range(endpointId: string, from: number, to: number, limit: number): Promise<readonly Delivery[]>;
  /** `before` is what was read. Throws StaleDelivery. */
  replace(before: Delivery, after: Delivery): Promise<void>;
  /** Ids of what was made of events about one subject. */
  about(subject: string): Promise<readonly string[]>;
}

export interface DeliveryStore extends Deliveries, DueQueue, Leases {}

const prefix = 'DELIVERY#';

const keyOf = ({ id, endpointId }: Pick<Delivery, 'id' | 'endpointId'>) => ({
  pk: endpointPartition(endpointId),
  sk: `${prefix}${placeOf(id)?.position ?? id}`,
});

export const subjectPartition = (subject: string) => `SUBJECT#${subject}`;

const deliveryItem = members({
  id: text,
  endpointId: text,
  eventId: text,
  eventType: text,
  subject: text,
  body: text,
  status: oneOf('pending', 'delivered', 'failed'),
  attempts: listOf(members({ at: time, status: orNull(integer), error: optional(text) })),
  round: integer,
  nextAttemptAt: orNull(time),
  version: positive,
  expiresAt: integer,
});

type Stored = Delivery & { readonly pk: string; readonly sk: string; readonly expiresAt: number };

const deliveryOf = ({ pk: _, sk: __, expiresAt: ___, ...delivery }: Stored): Delivery => delivery;

type Writing = Pick<Deliveries, 'add' | 'replace'>;

const writing = (table: Table, clock: Clock): Writing => {
  const expiryOf = (id: string): number =>
    Math.floor((placeOf(id)?.timeMs ?? clock.now()) / 1000) + keptSeconds;

  const item = (delivery: Delivery) => ({
    ...keyOf(delivery),
    ...delivery,
    expiresAt: expiryOf(delivery.id),
  });

  const subjectEntry = ({ id, subject }: Delivery): Write => ({
    put: { pk: subjectPartition(subject), sk: `${prefix}${id}`, expiresAt: expiryOf(id) },
  });

  return {
    add: async (delivery) => {
      const refused = () => new StaleDelivery(delivery.id);
      try {
        await table.transact([
          { put: item(delivery), condition: isNew, refused },
          subjectEntry(delivery),
          ...dueWrites(delivery),
        ]);
        return true;
      } catch (error) {
        if (error instanceof StaleDelivery) return false;
        throw error;
      }
    },

    replace: (before, after) => {
      const refused = () => new StaleDelivery(before.id);
      return table.transact([
        { put: item(after), condition: versionIs(before.version), refused },
        ...dueMoves(before, after),
      ]);
    },
  };
};

const reading = (
  table: Table,
  clock: Clock,
  readable: Readable,
): Omit<Deliveries, keyof Writing> => {
  /** TTL deletes up to days late. */
  const kept = (found: readonly Stored[]): Delivery[] =>
    readable
      .wellFormed('webhook delivery', deliveryItem, found)
      .filter(({ expiresAt }) => expiresAt > epochSeconds(clock))
      .map(deliveryOf);

  return {
    read: async (id) => {
      const place = placeOf(id);
      if (place === undefined) return undefined;
      const found = await table.get<Stored>(keyOf({ id, endpointId: place.endpointId }));
      return kept(found === undefined ? [] : [found])[0];
    },

    list: (endpointId, part) =>
      wholePage(
        part,
        (some) =>
          table.query<Stored>(endpointPartition(endpointId), {
            ...some,
            prefix,
            newestFirst: true,
          }),
        kept,
      ),

    range: async (endpointId, from, to, limit) => {
      const after = `${prefix}${positionAt(from)}`;
      const until = `${prefix}${positionAt(to)}`;
      const found = await table.query<Stored>(endpointPartition(endpointId), {
        prefix,
        after,
        limit,
      });
      return kept(found.filter(({ sk }) => sk < until));
    },

    about: async (subject) => {
      const found = await table.query(subjectPartition(subject), { prefix });
      return found.map(({ sk }) => sk.slice(prefix.length));
    },
  };
};

export const createDeliveryStore = (
  table: Table,
  clock: Clock,
  readable: Readable,
): DeliveryStore => ({
  ...writing(table, clock),
  ...reading(table, clock, readable),
  ...createDueQueue(table, clock),
  ...createLeases(table, clock),
});

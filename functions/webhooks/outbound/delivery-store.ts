// Deliveries of an endpoint and the queue of those that are due; both change in one transaction.

import type { Readable } from '../../../platform/data/readable.ts';
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
import { shardOf, shards } from '../../../platform/data/shards.ts';
import {
  type Condition,
  isNew,
  type Table,
  versionIs,
  type Write,
} from '../../../platform/data/table.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import type { Delivery } from '../domain/delivery.ts';
import { placeOf, positionAt } from './delivery-id.ts';

/** From the event on, however often it is sent. */
export const keptSeconds = 30 * 86_400;
/** Longer than the delivering function may run. */
const leaseMs = 32_000;

/** Somebody else has attempted or replayed it meanwhile. */
export class StaleDelivery extends Error {}

class LeaseTaken extends Error {}

export interface Due {
  readonly id: string;
  readonly dueAt: string;
}

export interface Lease {
  readonly token: string;
  /** When somebody was last told to look again. */
  readonly wakeAt: string | null;
}

export interface DeliveryStore {
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
  /** Nothing is there any more to be delivered. */
  unqueue(endpointId: string, due: Due): Promise<void>;
  /** The longest overdue first; also what is due later, so that the next time is known. */
  queue(endpointId: string, limit: number): Promise<readonly Due[]>;
  /** Endpoints with something overdue, from an index that may be behind. */
  overdueEndpoints(limit: number): Promise<readonly string[]>;
  /** The right to deliver to an endpoint; undefined while somebody else has it. */
  acquire(endpointId: string, token: string): Promise<Lease | undefined>;
  release(endpointId: string, lease: Lease): Promise<void>;
}

const partition = (endpointId: string) => `ENDPOINT#${endpointId}`;

const keyOf = ({ id, endpointId }: Pick<Delivery, 'id' | 'endpointId'>) => ({
  pk: partition(endpointId),
  sk: `DELIVERY#${placeOf(id)?.position ?? id}`,
});

const dueKey = (endpointId: string, { id, dueAt }: Due) => ({
  pk: partition(endpointId),
  sk: `DUE#${dueAt}#${id}`,
});

export const subjectPartition = (subject: string) => `SUBJECT#${subject}`;

const leaseKey = (endpointId: string) => ({ pk: partition(endpointId), sk: 'LEASE' });

const isFree = (now: string): Condition => ({
  expression: 'attribute_not_exists(pk) OR #until < :now',
  names: { '#until': 'until' },
  values: { ':now': now },
});

const isOurs = (token: string): Condition => ({
  expression: '#token = :token',
  names: { '#token': 'token' },
  values: { ':token': token },
});

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

export const createDeliveryStore = (
  table: Table,
  clock: Clock,
  readable: Readable,
): DeliveryStore => {
  const expiryOf = (id: string): number =>
    Math.floor((placeOf(id)?.timeMs ?? clock.now()) / 1000) + keptSeconds;

  const item = (delivery: Delivery) => ({
    ...keyOf(delivery),
    ...delivery,
    expiresAt: expiryOf(delivery.id),
  });

  const subjectEntry = ({ id, subject }: Delivery): Write => ({
    put: { pk: subjectPartition(subject), sk: `DELIVERY#${id}`, expiresAt: expiryOf(id) },
  });

  /** TTL deletes up to days late. */
  const kept = (found: readonly Stored[]): Delivery[] =>
    readable
      .wellFormed('webhook delivery', deliveryItem, found)
      .filter(({ expiresAt }) => expiresAt > epochSeconds(clock))
      .map(deliveryOf);

  const queued = (delivery: Delivery): Write[] => {
    const { id, nextAttemptAt: dueAt, endpointId } = delivery;
    if (dueAt === null) return [];
    return [{ put: { ...dueKey(endpointId, { id, dueAt }), due: shardOf(endpointId), dueAt } }];
  };

  const unqueued = ({ id, endpointId, nextAttemptAt: dueAt }: Delivery): Write[] =>
    dueAt === null ? [] : [{ remove: dueKey(endpointId, { id, dueAt }) }];

  return {
    add: async (delivery) => {
      const refused = () => new StaleDelivery(delivery.id);
      try {
        await table.transact([
          { put: item(delivery), condition: isNew, refused },
          subjectEntry(delivery),
          ...queued(delivery),
        ]);
        return true;
      } catch (error) {
        if (error instanceof StaleDelivery) return false;
        throw error;
      }
    },

    read: async (id) => {
      const place = placeOf(id);
      if (place === undefined) return undefined;
      const found = await table.get<Stored>(keyOf({ id, endpointId: place.endpointId }));
      return kept(found === undefined ? [] : [found])[0];
    },

    list: async (endpointId, { limit, after }) => {
      const prefix = 'DELIVERY#';
      const page = { prefix, limit, newestFirst: true, ...(after === undefined ? {} : { after }) };
      return kept(await table.query<Stored>(partition(endpointId), page));
    },

    range: async (endpointId, from, to, limit) => {
      const after = `DELIVERY#${positionAt(from)}`;
      const until = `DELIVERY#${positionAt(to)}`;
      const options = { prefix: 'DELIVERY#', after, limit };
      const found = await table.query<Stored>(partition(endpointId), options);
      return kept(found.filter(({ sk }) => sk < until));
    },

    about: async (subject) => {
      const prefix = 'DELIVERY#';
      const found = await table.query(subjectPartition(subject), { prefix });
      return found.map(({ sk }) => sk.slice(prefix.length));
    },

    unqueue: (endpointId, due) => table.transact([{ remove: dueKey(endpointId, due) }]),

    replace: (before, after) => {
      const refused = () => new StaleDelivery(before.id);
      const moves =
        before.nextAttemptAt === after.nextAttemptAt ? [] : [...unqueued(before), ...queued(after)];
      return table.transact([
        { put: item(after), condition: versionIs(before.version), refused },
        ...moves,
      ]);
    },

    queue: async (endpointId, limit) => {
      const found = await table.query(partition(endpointId), { prefix: 'DUE#', limit });
      return found.map(({ sk }) => {
        const [, dueAt = '', id = ''] = sk.split('#');
        return { dueAt, id };
      });
    },

    overdueEndpoints: async (limit) => {
      const now = isoTime(clock);
      const found = await Promise.all(
        shards.map((shard) => table.queryIndex('due-index', shard, now, limit)),
      );
      return [...new Set(found.flat().map(({ pk }) => pk.slice('ENDPOINT#'.length)))];
    },

    acquire: async (endpointId, token) => {
      const key = leaseKey(endpointId);
      const held = await table.get<{ wakeAt?: string | null }>(key);
      const until = new Date(clock.now() + leaseMs).toISOString();
      const put = { ...key, token, until, wakeAt: held?.wakeAt ?? null };
      const refused = () => new LeaseTaken(endpointId);
      try {
        await table.transact([{ put, condition: isFree(isoTime(clock)), refused }]);
        return { token, wakeAt: put.wakeAt };
      } catch (error) {
        if (error instanceof LeaseTaken) return undefined;
        throw error;
      }
    },

    release: async (endpointId, { token, wakeAt }) => {
      const put = { ...leaseKey(endpointId), token, until: '', wakeAt };
      const refused = () => new LeaseTaken(endpointId);
      await table.transact([{ put, condition: isOurs(token), refused }]).catch((error: unknown) => {
        // It has run out and belongs to somebody else by now.
        if (!(error instanceof LeaseTaken)) throw error;
      });
    },
  };
};

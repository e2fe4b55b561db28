// Kept provider events in the service's table; those to be tried again are in the due index beside the payments.
import { createHash } from 'node:crypto';
import { AlreadyProcessed } from '../../../platform/data/records.ts';
import { inAllShards, shardOf } from '../../../platform/data/shards.ts';
import { type Condition, isNew, type Table, type Write } from '../../../platform/data/table.ts';
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import { keep, type ParkedEvent, type ProviderEvent, triedInVain } from '../domain/parked-event.ts';
import { unmatchedReview } from '../reviews/review-store.ts';

const prefix = 'KEPT#';

export const parkedKey = (id: string) => ({ pk: `${prefix}${id}`, sk: 'STATE' });

/** One for each event of a provider, however often it comes. */
export const keptIdOf = ({ provider, providerEventId }: ProviderEvent): string =>
  `pev_${createHash('sha256').update(`${provider} ${providerEventId}`).digest('hex').slice(0, 32)}`;

const itemOf = (kept: ParkedEvent) => ({
  ...parkedKey(kept.id),
  ...kept,
  ...(kept.nextTryAt === null ? {} : { due: shardOf(kept.id), dueAt: kept.nextTryAt }),
});

const triesAre = (tries: number): Condition => ({
  expression: 'tries = :tries',
  values: { ':tries': tries },
});

/** Kept before, or tried by somebody else meanwhile. */
class Stale extends Error {}

const eventOf = ({
  id,
  event,
  correlationId,
  receivedAt,
  tries,
  nextTryAt,
}: ParkedEvent): ParkedEvent => ({ id, event, correlationId, receivedAt, tries, nextTryAt });

const unlessStale = async (work: Promise<void>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Stale || error instanceof AlreadyProcessed) return false;
    throw error;
  }
};

export interface ParkedEventStore {
  read(id: string): Promise<ParkedEvent | undefined>;
  /** In the transaction of the message that brought it; false when it is there already. */
  add(
    event: ProviderEvent,
    message: { messageId: string; correlationId: string },
    at: string,
  ): Promise<boolean>;
  /** Overdue ones, so many of each shard at a time, from an index that may be behind. */
  due(until: string, pageSize: number): AsyncIterable<readonly string[]>;
  /** Answers what becomes of it; undefined when somebody else has tried it meanwhile. */
  postpone(kept: ParkedEvent, at: string): Promise<ParkedEvent | undefined>;
  remove(id: string): Promise<void>;
}

export const createParkedEventStore = (table: Table, commit: CommitWork): ParkedEventStore => ({
  read: async (id) => {
    const found = await table.get<ParkedEvent>(parkedKey(id));
    return found && eventOf(found);
  },

  add: (event, { messageId, correlationId }, at) => {
    const kept = keep({ id: keptIdOf(event), event, correlationId }, at);
    const put = { put: itemOf(kept), condition: isNew, refused: () => new Stale() };
    const causation = { correlationId, causationId: messageId };
    return unlessStale(commit({ pk: parkedKey(kept.id).pk, writes: [put], causation, messageId }));
  },

  due: async function* (until, pageSize) {
    const pages = inAllShards((shard) => table.queryIndex('due-index', shard, until, pageSize));
    for await (const found of pages) {
      yield found.flatMap(({ pk }) => (pk.startsWith(prefix) ? pk.slice(prefix.length) : []));
    }
  },

  postpone: async (kept, at) => {
    const later = triedInVain(kept, at);
    const put: Write = {
      put: itemOf(later),
      condition: triesAre(kept.tries),
      refused: () => new Stale(),
    };
    const review = later.nextTryAt === null ? [unmatchedReview(later)] : [];
    return (await unlessStale(table.transact([put, ...review]))) ? later : undefined;
  },

  remove: (id) => table.transact([{ remove: parkedKey(id) }]),
});

// Event-sourced aggregates in one table. A commit is one item: the facts, what is said of them, and what they answer; the state is the fold of the commits.
import { createSemaphore } from '../kernel/semaphore.ts';
import { aggregateOf } from '../messaging/committed.ts';
import {
  type Aggregate,
  advanced,
  afterFirst,
  type Commit,
  commitKey,
  firstSortKey,
  type Loaded,
  type RecordedEvent,
  recordedIn,
  type Stream,
  streamOf,
  UnreadableStream,
} from './commits.ts';
import { type Due, putDeadline, removeDeadline } from './deadlines.ts';
import { exists, type Item, isNew, type Key, type Table, type Write } from './table.ts';

export interface Appended<Event, State> {
  readonly before: Loaded<State>;
  readonly after: State;
  readonly commit: Commit<Event>;
  /** Written before the commit, since they do no harm without it. */
  readonly first?: readonly Write[];
  /** Writes that stand or fall with the commit. */
  readonly writes?: readonly Write[];
}

/** Somebody else committed first: load again and decide again. */
export class VersionConflict extends Error {
  constructor(id: string, expected: number) {
    super(`${id} is no longer at version ${expected}`);
    this.name = 'VersionConflict';
  }
}

/** A stream that is read in part is of no version that there is. */
const everything = 10_000_000;

interface Reading<Event, State> {
  /** Throws UnreadableStream, as `read` and `history` do. */
  load(id: string): Promise<Loaded<State>>;
  /** Those that exist and can be read, by id. */
  loadMany(ids: readonly string[]): Promise<ReadonlyMap<string, Loaded<State>>>;
  read(id: string): Promise<Stream<Event, State>>;
  /** What was so before its first commit. */
  readonly nothing: Stream<Event, State>;
  /** The aggregate as it was after the first commit that is so, if there is one. */
  after(
    stream: Stream<Event, State>,
    isIt: (commit: Commit<Event>) => boolean,
  ): Loaded<State> | undefined;
  /** By id the commit that follows the version of each aggregate, of those that have one, as it is stored: `advanced` says whether it can be read. A read of one unit each. */
  next(versions: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, Commit<Event>>>;
  /** The aggregate after one commit more; throws UnreadableStream. */
  advanced(id: string, loaded: Loaded<State>, commit: Commit<Event>): Loaded<State>;
  /** Facts in order, versions 1…n. */
  history(id: string): Promise<RecordedEvent<Event>[]>;
  /** The aggregate whose first commit this is. */
  idOf(key: Key): string | undefined;
}

interface Writing<Event, State> {
  /** Throws VersionConflict; then nothing was committed. */
  append(id: string, appended: Appended<Event, State>): Promise<void>;
  /** The only change there is of a commit: what it says of a person goes from it. */
  amend(
    id: string,
    stream: Stream<Event, State>,
    change: (commit: Commit<Event>) => Commit<Event>,
  ): readonly Write[];
  /** Refused with VersionConflict when the aggregate has moved on. */
  unmoved(id: string, version: number): Write;
}

export type EventStore<Event, State> = Reading<Event, State> & Writing<Event, State>;

export interface EventStoreOptions<Event, State> extends Aggregate<Event, State> {
  readonly table: Table;
  /** Until when the state waits, ISO 8601. */
  readonly dueAt?: (state: State) => string | undefined;
}

/** Aggregates of a list that are read side by side: of thousands the client of the table would refuse most. */
const atOnce = 50;

const reading = <Event, State>(
  table: Table,
  aggregate: Aggregate<Event, State>,
): Reading<Event, State> => {
  const { name, initial: state } = aggregate;
  const nothing: Stream<Event, State> = { state, version: 0, commits: [] };
  const inTurn = createSemaphore({ atOnce, waiting: Number.POSITIVE_INFINITY });

  const read = async (id: string): Promise<Stream<Event, State>> =>
    streamOf(aggregate, await table.query<Item>(commitKey(name, id, 0).pk, { limit: everything }));

  /** It is noted, and holds up no other. */
  const nothingUnreadable = (error: unknown): Stream<Event, State> => {
    if (error instanceof UnreadableStream) return nothing;
    throw error;
  };

  return {
    nothing,
    read,
    load: async (id) => {
      const { state, version } = await read(id);
      return { state, version };
    },

    loadMany: async (ids) => {
      const found = await Promise.all(
        ids.map((id) => inTurn(async () => [id, await read(id).catch(nothingUnreadable)] as const)),
      );
      return new Map(found.filter(([, { version }]) => version > 0));
    },

    after: (stream, isIt) => afterFirst(aggregate, stream, isIt),

    next: async (versions) => {
      const keys = [...versions].map(([id, version]) => commitKey(name, id, version));
      const found = await table.getMany<Item>(keys);
      return new Map(
        found.map(({ pk, sk: _, ...commit }) => [
          aggregateOf(pk),
          commit as unknown as Commit<Event>,
        ]),
      );
    },

    advanced: (id, loaded, commit) => advanced(aggregate, id, loaded, commit),

    history: async (id) => recordedIn((await read(id)).commits),

    idOf: ({ pk, sk }) =>
      sk === firstSortKey && pk.startsWith(`${name}#`) ? pk.slice(name.length + 1) : undefined,
  };
};

const writing = <Event, State>(
  table: Table,
  name: string,
  dueAt: (state: State) => string | undefined,
): Writing<Event, State> => {
  const deadline = (id: string, state: State): Due | undefined => {
    const at = dueAt(state);
    return at === undefined ? undefined : { id, dueAt: at };
  };

  return {
    append: async (id, { before, after, commit, first = [], writes = [] }) => {
      const [was, is] = [deadline(id, before.state), deadline(id, after)];
      const isMoved = was?.dueAt !== is?.dueAt;
      const early = [...first, ...(isMoved && is ? [putDeadline(is)] : [])];
      await Promise.all(early.map((write) => table.transact([write])));
      const put: Write = {
        put: { ...commitKey(name, id, before.version), ...commit },
        condition: isNew,
        refused: () => new VersionConflict(id, before.version),
      };
      // What the commit says comes first: its refusal says more than that of another write.
      await table.transact([put, ...writes]);
      if (isMoved && was) await table.transact([removeDeadline(was)]);
    },

    amend: (id, { commits }, change) => {
      let version = 0;
      return commits.flatMap((commit) => {
        const key = commitKey(name, id, version);
        version += commit.events.length;
        const amended = change(commit);
        return amended === commit ? [] : [{ put: { ...key, ...amended }, condition: exists }];
      });
    },

    unmoved: (id, version) => ({
      check: commitKey(name, id, version),
      condition: isNew,
      refused: () => new VersionConflict(id, version),
    }),
  };
};

export const createEventStore = <Event, State>({
  table,
  dueAt = () => undefined,
  ...aggregate
}: EventStoreOptions<Event, State>): EventStore<Event, State> => ({
  ...reading(table, aggregate),
  ...writing<Event, State>(table, aggregate.name, dueAt),
});

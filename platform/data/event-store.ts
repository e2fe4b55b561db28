// Event-sourced aggregates in one table. A commit is one item: the facts, what is said of them, and what they answer; the state is the fold of the commits.
import { type CommitItem, causationOf, commitPrefix } from '../messaging/committed.ts';
import { type Due, putDeadline, removeDeadline } from './deadlines.ts';
import type { Readable } from './readable.ts';
import { type IdempotentRequest, paddedVersion } from './records.ts';
import { listOf, members, optional, type Shape, text, time } from './shape.ts';
import { exists, type Item, isNew, type Key, type Table, type Write } from './table.ts';

export interface Loaded<State> {
  readonly state: State;
  /** Number of its events; 0 for an aggregate that does not exist yet. */
  readonly version: number;
}

/** What is kept of a commit. */
export interface Commit<Event> extends Omit<CommitItem, 'pk' | 'sk'> {
  readonly events: readonly Event[];
  /** The request it is the effect of. */
  readonly request?: IdempotentRequest;
}

export interface Stream<Event, State> extends Loaded<State> {
  readonly commits: readonly Commit<Event>[];
}

export interface RecordedEvent<Event> {
  readonly version: number;
  readonly event: Event;
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
}

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

/** Its commits are not as this version writes them, or add up to nothing that it knows. */
export class UnreadableStream extends Error {
  constructor({ pk, sk }: Key, pointer: string, cause?: unknown) {
    super(`${pk} ${sk} cannot be read: ${pointer}`, { cause });
    this.name = 'UnreadableStream';
  }
}

export interface EventStore<Event, State> {
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
  /** By id the commit that follows the version of each aggregate, of those that have one: a read of one unit each. */
  next(versions: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, Commit<Event>>>;
  /** The aggregate after one commit more; throws UnreadableStream. */
  advanced(id: string, loaded: Loaded<State>, commit: Commit<Event>): Loaded<State>;
  /** Facts in order, versions 1…n. */
  history(id: string): Promise<RecordedEvent<Event>[]>;
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
  /** The aggregate whose first commit this is. */
  idOf(key: Key): string | undefined;
}

export interface EventStoreOptions<Event, State> {
  readonly table: Table;
  /** First part of the partition key, e.g. `ORDER`. */
  readonly name: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** Until when the state waits, ISO 8601. */
  readonly dueAt?: (state: State) => string | undefined;
  /** What a state looks like that can be worked with. */
  readonly shape?: Shape;
  /** Told of what cannot be read. */
  readonly readable?: Pick<Readable, 'note'>;
}

/** Of the commit that follows this version: the condition on it is the lock. */
const sortKey = (version: number): string => `${commitPrefix}${paddedVersion(version + 1)}`;

const first = sortKey(0);

const commitShape = members({
  events: listOf(members({ type: text })),
  time,
  correlationId: text,
  causationId: optional(text),
  messages: optional(listOf(members({ id: text, destination: text, type: text }))),
  messageId: optional(text),
});

export const createEventStore = <Event, State>({
  table,
  name,
  initial,
  evolve,
  dueAt = () => undefined,
  shape = () => undefined,
  readable,
}: EventStoreOptions<Event, State>): EventStore<Event, State> => {
  const keyOf = (id: string, version: number): Key => ({
    pk: `${name}#${id}`,
    sk: sortKey(version),
  });

  const nothing: Stream<Event, State> = { state: initial, version: 0, commits: [] };

  const fold = (commits: readonly Commit<Event>[]): Loaded<State> => {
    const events = commits.flatMap((commit) => commit.events);
    return { state: events.reduce(evolve, initial), version: events.length };
  };

  const unreadable = (item: Key, pointer: string, cause?: unknown): UnreadableStream => {
    readable?.note(item, name.toLowerCase(), pointer);
    return new UnreadableStream(item, pointer, cause);
  };

  const commitOf = (item: Item): Commit<Event> => {
    const { pk, sk, ...commit } = item;
    const fault = sk.startsWith(commitPrefix) ? commitShape(commit) : '/sk';
    if (fault !== undefined) throw unreadable(item, fault);
    return commit as unknown as Commit<Event>;
  };

  /** The commit from which on they add up to nothing that can be worked with. */
  const spoiltOf = (items: readonly Item[], commits: readonly Commit<Event>[]): Key => {
    let state = initial;
    const isSpoilt = ({ events }: Commit<Event>): boolean => {
      try {
        state = events.reduce(evolve, state);
        return shape(state) !== undefined;
      } catch {
        return true;
      }
    };
    return items[commits.findIndex(isSpoilt)] as Key;
  };

  /** Throws what is wrong with the whole: an event of another version may be one that this version cannot fold. */
  const foldAll = (items: readonly Item[], commits: readonly Commit<Event>[]): Loaded<State> => {
    try {
      const loaded = fold(commits);
      const fault = commits.length === 0 ? undefined : shape(loaded.state);
      if (fault === undefined) return loaded;
      throw unreadable(spoiltOf(items, commits), fault);
    } catch (error) {
      if (error instanceof UnreadableStream) throw error;
      throw unreadable(spoiltOf(items, commits), '/events', error);
    }
  };

  const read = async (id: string): Promise<Stream<Event, State>> => {
    const items = await table.query<Item>(keyOf(id, 0).pk);
    const commits = items.map(commitOf);
    return { ...foldAll(items, commits), commits };
  };

  /** It is noted, and holds up no other. */
  const nothingUnreadable = (error: unknown): Stream<Event, State> => {
    if (error instanceof UnreadableStream) return nothing;
    throw error;
  };

  const deadline = (id: string, state: State): Due | undefined => {
    const at = dueAt(state);
    return at === undefined ? undefined : { id, dueAt: at };
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
        ids.map(async (id) => [id, await read(id).catch(nothingUnreadable)] as const),
      );
      return new Map(found.filter(([, { version }]) => version > 0));
    },

    after: ({ commits }, isIt) => {
      const index = commits.findIndex(isIt);
      return index < 0 ? undefined : fold(commits.slice(0, index + 1));
    },

    next: async (versions) => {
      const ids = new Map([...versions].map(([id, version]) => [keyOf(id, version).pk, id]));
      const keys = [...versions].map(([id, version]) => keyOf(id, version));
      const found = new Map<string, Commit<Event>>();
      for (const item of await table.getMany<Item>(keys)) {
        const id = ids.get(item.pk);
        if (id !== undefined) found.set(id, commitOf(item));
      }
      return found;
    },

    advanced: (id, { state, version }, { events }) => {
      try {
        return { state: events.reduce(evolve, state), version: version + events.length };
      } catch (error) {
        throw unreadable(keyOf(id, version), '/events', error);
      }
    },

    history: async (id) => {
      const { commits } = await read(id);
      const recorded = commits.flatMap((commit) => {
        const { events, time, correlationId } = commit;
        const causationId = causationOf(commit);
        return events.map((event) => ({ event, time, correlationId, causationId }));
      });
      return recorded.map((each, index) => ({ version: index + 1, ...each }));
    },

    append: async (id, { before, after, commit, first: harmless = [], writes = [] }) => {
      const [was, is] = [deadline(id, before.state), deadline(id, after)];
      const isMoved = was?.dueAt !== is?.dueAt;
      const early = [...harmless, ...(isMoved && is ? [putDeadline(is)] : [])];
      await Promise.all(early.map((write) => table.transact([write])));
      const put: Write = {
        put: { ...keyOf(id, before.version), ...commit },
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
        const key = keyOf(id, version);
        version += commit.events.length;
        const amended = change(commit);
        return amended === commit ? [] : [{ put: { ...key, ...amended }, condition: exists }];
      });
    },

    unmoved: (id, version) => ({
      check: keyOf(id, version),
      condition: isNew,
      refused: () => new VersionConflict(id, version),
    }),

    idOf: ({ pk, sk }) =>
      sk === first && pk.startsWith(`${name}#`) ? pk.slice(name.length + 1) : undefined,
  };
};

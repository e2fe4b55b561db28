// Event-sourced aggregates in one table. A commit is one item: the facts, what is said of them, and what they answer; the state is the fold of the commits.
import type { AddressedMessage } from '../messaging/outgoing.ts';
import { type Due, putDeadline, removeDeadline } from './deadlines.ts';
import { type IdempotentRequest, paddedVersion } from './records.ts';
import type { Table } from './table.ts';
import { exists, type Item, isNew, type Key, type Write } from './write.ts';

export interface Loaded<State> {
  readonly state: State;
  /** Number of its events; 0 for an aggregate that does not exist yet. */
  readonly version: number;
}

/** What is kept of a commit. */
export interface Commit<Event> {
  readonly events: readonly Event[];
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly messages?: readonly AddressedMessage[];
  /** The message it is the effect of. */
  readonly messageId?: string;
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
  /** Written before the commit where it stands alone, since they do no harm without it. */
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

export interface EventStore<Event, State> {
  load(id: string): Promise<Loaded<State>>;
  /** Those that exist, by id. */
  loadMany(ids: readonly string[]): Promise<ReadonlyMap<string, Loaded<State>>>;
  /** Throws when there is an item in the partition that is no commit: another version has written it. */
  read(id: string): Promise<Stream<Event, State>>;
  /** What was so before its first commit. */
  readonly nothing: Stream<Event, State>;
  /** The aggregate as it was after the first commit that is so, if there is one. */
  after(
    stream: Stream<Event, State>,
    isIt: (commit: Commit<Event>) => boolean,
  ): Loaded<State> | undefined;
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
}

const prefix = 'COMMIT#';

/** Of the commit that follows this version: the condition on it is the lock. */
const sortKey = (version: number): string => `${prefix}${paddedVersion(version + 1)}`;

const first = sortKey(0);

export const createEventStore = <Event, State>({
  table,
  name,
  initial,
  evolve,
  dueAt = () => undefined,
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

  const commitOf = (item: Item): Commit<Event> => {
    const { pk, sk, ...commit } = item;
    if (!sk.startsWith(prefix)) throw new Error(`${pk} ${sk} is no commit of this version`);
    return commit as unknown as Commit<Event>;
  };

  const read = async (id: string): Promise<Stream<Event, State>> => {
    const items = await table.query<Item>(keyOf(id, 0).pk);
    const commits = items.map(commitOf);
    return { ...fold(commits), commits };
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
      const found = await Promise.all(ids.map(async (id) => [id, await read(id)] as const));
      return new Map(found.filter(([, { version }]) => version > 0));
    },

    after: ({ commits }, isIt) => {
      const index = commits.findIndex(isIt);
      return index < 0 ? undefined : fold(commits.slice(0, index + 1));
    },

    history: async (id) => {
      const { commits } = await read(id);
      const recorded = commits.flatMap(({ events, time, correlationId, causationId }) =>
        events.map((event) => ({ event, time, correlationId, causationId })),
      );
      return recorded.map((each, index) => ({ version: index + 1, ...each }));
    },

    append: async (id, { before, after, commit, first: harmless = [], writes = [] }) => {
      const [was, is] = [deadline(id, before.state), deadline(id, after)];
      const isMoved = was?.dueAt !== is?.dueAt;
      const early = [...harmless, ...(isMoved && is ? [putDeadline(is)] : [])];
      const put: Write = {
        put: { ...keyOf(id, before.version), ...commit },
        condition: isNew,
        refused: () => new VersionConflict(id, before.version),
      };
      if (writes.length === 0) await Promise.all(early.map((write) => table.transact([write])));
      // What the commit says comes first: its refusal says more than that of another write.
      await table.transact(writes.length === 0 ? [put] : [put, ...early, ...writes]);
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

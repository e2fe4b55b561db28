// Commits of an aggregate: each is one item, and together they add up to the state.
import { type CommitItem, causationOf, commitPrefix } from '../messaging/committed.ts';
import type { Readable } from './readable.ts';
import { type IdempotentRequest, paddedVersion } from './records.ts';
import { listOf, members, optional, type Shape, text, time } from './shape.ts';
import type { Item, Key } from './table.ts';

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

/** What its events add up to, and how. */
export interface Aggregate<Event, State> {
  /** First part of the partition key, e.g. `ORDER`. */
  readonly name: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** What a state looks like that can be worked with. */
  readonly shape?: Shape;
  /** Told of what cannot be read. */
  readonly readable?: Pick<Readable, 'note'>;
}

/** Its commits are not as this version writes them, or add up to nothing that it knows. */
export class UnreadableStream extends Error {
  constructor({ pk, sk }: Key, pointer: string, cause?: unknown) {
    super(`${pk} ${sk} cannot be read: ${pointer}`, { cause });
    this.name = 'UnreadableStream';
  }
}

/** Of the commit that follows this version: the condition on it is the lock. */
const sortKey = (version: number): string => `${commitPrefix}${paddedVersion(version + 1)}`;

export const firstSortKey = sortKey(0);

/** Key of the commit that follows this version of the aggregate. */
export const commitKey = (name: string, id: string, version: number): Key => ({
  pk: `${name}#${id}`,
  sk: sortKey(version),
});

const commitShape = members({
  events: listOf(members({ type: text })),
  time,
  correlationId: text,
  causationId: optional(text),
  messages: optional(listOf(members({ id: text, destination: text, type: text }))),
  messageId: optional(text),
});

/** Where the item is noted; for throwing. */
const unreadable = <Event, State>(
  { name, readable }: Aggregate<Event, State>,
  item: Key,
  pointer: string,
  cause?: unknown,
): UnreadableStream => {
  readable?.note(item, name.toLowerCase(), pointer);
  return new UnreadableStream(item, pointer, cause);
};

/** Throws UnreadableStream. */
export const commitOf = <Event, State>(
  aggregate: Aggregate<Event, State>,
  item: Item,
): Commit<Event> => {
  const { pk: _, sk, ...commit } = item;
  const fault = sk.startsWith(commitPrefix) ? commitShape(commit) : '/sk';
  if (fault !== undefined) throw unreadable(aggregate, item, fault);
  return commit as unknown as Commit<Event>;
};

const fold = <Event, State>(
  { initial, evolve }: Aggregate<Event, State>,
  commits: readonly Commit<Event>[],
): Loaded<State> => {
  const events = commits.flatMap((commit) => commit.events);
  return { state: events.reduce(evolve, initial), version: events.length };
};

/** The commit from which on they add up to nothing that can be worked with. */
const spoiltOf = <Event, State>(
  { initial, evolve, shape }: Aggregate<Event, State>,
  items: readonly Item[],
  commits: readonly Commit<Event>[],
): Key => {
  let state = initial;
  const isSpoilt = ({ events }: Commit<Event>): boolean => {
    try {
      state = events.reduce(evolve, state);
      return shape?.(state) !== undefined;
    } catch {
      return true;
    }
  };
  return items[commits.findIndex(isSpoilt)] as Key;
};

/** Throws UnreadableStream: an event of another version may be one that this version cannot fold. */
export const streamOf = <Event, State>(
  aggregate: Aggregate<Event, State>,
  items: readonly Item[],
): Stream<Event, State> => {
  const commits = items.map((item) => commitOf(aggregate, item));
  try {
    const loaded = fold(aggregate, commits);
    const fault = commits.length === 0 ? undefined : aggregate.shape?.(loaded.state);
    if (fault === undefined) return { ...loaded, commits };
    throw unreadable(aggregate, spoiltOf(aggregate, items, commits), fault);
  } catch (error) {
    if (error instanceof UnreadableStream) throw error;
    throw unreadable(aggregate, spoiltOf(aggregate, items, commits), '/events', error);
  }
};

/** The aggregate as it was after the first commit that is so, if there is one. */
export const afterFirst = <Event, State>(
  aggregate: Aggregate<Event, State>,
  { commits }: Stream<Event, State>,
  isIt: (commit: Commit<Event>) => boolean,
): Loaded<State> | undefined => {
  const index = commits.findIndex(isIt);
  return index < 0 ? undefined : fold(aggregate, commits.slice(0, index + 1));
};

/** The aggregate after one commit more; throws UnreadableStream. */
export const advanced = <Event, State>(
  aggregate: Aggregate<Event, State>,
  id: string,
  { state, version }: Loaded<State>,
  commit: Commit<Event>,
): Loaded<State> => {
  const key = commitKey(aggregate.name, id, version);
  const { events } = commitOf(aggregate, { ...key, ...commit });
  try {
    return { state: events.reduce(aggregate.evolve, state), version: version + events.length };
  } catch (error) {
    throw unreadable(aggregate, key, '/events', error);
  }
};

/** Facts in order, versions 1…n. */
export const recordedIn = <Event>(commits: readonly Commit<Event>[]): RecordedEvent<Event>[] =>
  commits
    .flatMap((commit) => {
      const { events, time, correlationId } = commit;
      const causationId = causationOf(commit);
      return events.map((event) => ({ event, time, correlationId, causationId }));
    })
    .map((each, index) => ({ version: index + 1, ...each }));

// Event-sourced aggregates in one table: state, events, outbox, inbox and idempotency record of a command in one transaction.
import type { Clock } from '../clock.ts';
import { epochSeconds } from '../clock.ts';
import type { AddressedMessage } from '../messaging/outgoing.ts';
import {
  effectWrites,
  type Idempotency,
  idempotencyWrite,
  paddedVersion,
  replyName,
} from './records.ts';
import type { Table } from './table.ts';
import { isNew, versionIs, type Write } from './write.ts';

export interface Loaded<State> {
  readonly state: State;
  /** 0 for an aggregate that does not exist yet. */
  readonly version: number;
}

export interface RecordedEvent<Event> {
  readonly version: number;
  readonly event: Event;
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** Name of the record of the reply that told of it, where one is kept. */
  readonly reply?: string;
}

export interface Commit<Event, State> {
  readonly expectedVersion: number;
  readonly state: State;
  readonly events: readonly RecordedEvent<Event>[];
  readonly messages: readonly AddressedMessage[];
  /** The message this commit is the effect of. */
  readonly messageId?: string;
  readonly idempotency?: Idempotency;
  /** Further writes that stand or fall with the commit. */
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
  /** Facts in order, versions 1…n. */
  history(id: string): Promise<RecordedEvent<Event>[]>;
  /** Throws VersionConflict, AlreadyProcessed or KeyTaken; then nothing was written. */
  commit(id: string, commit: Commit<Event, State>): Promise<void>;
}

interface StateItem<State> {
  readonly state: State;
  readonly version: number;
}

export interface EventStoreOptions<State> {
  readonly table: Table;
  /** First part of the partition key, e.g. `ORDER`. */
  readonly name: string;
  readonly initial: State;
  readonly clock: Clock;
  /** Attributes of the state item for sparse indexes, e.g. `due` and `dueAt`. */
  readonly index?: (id: string, state: State) => Readonly<Record<string, unknown>>;
}

export const createEventStore = <Event, State>({
  table,
  name,
  initial,
  clock,
  index = () => ({}),
}: EventStoreOptions<State>): EventStore<Event, State> => {
  const partition = (id: string) => `${name}#${id}`;

  const stateWrite = (id: string, commit: Commit<Event, State>): Write => {
    const { expectedVersion, state, events } = commit;
    const version = expectedVersion + events.length;
    return {
      put: { pk: partition(id), sk: 'STATE', state, version, ...index(id, state) },
      condition: expectedVersion === 0 ? isNew : versionIs(expectedVersion),
      refused: () => new VersionConflict(id, expectedVersion),
    };
  };

  const eventWrite = (id: string, recorded: RecordedEvent<Event>, reply?: object): Write => ({
    put: {
      pk: partition(id),
      sk: `EVENT#${paddedVersion(recorded.version)}`,
      ...recorded,
      ...reply,
    },
    condition: isNew,
    refused: () => new VersionConflict(id, recorded.version - 1),
  });

  return {
    load: async (id) => {
      const item = await table.get<StateItem<State>>({ pk: partition(id), sk: 'STATE' });
      return item === undefined
        ? { state: initial, version: 0 }
        : { state: item.state, version: item.version };
    },

    history: async (id) => {
      const items = await table.query<RecordedEvent<Event>>(partition(id), { prefix: 'EVENT#' });
      return items.map(({ version, event, time, correlationId, causationId, reply }) => ({
        version,
        event,
        time,
        correlationId,
        causationId,
        ...(reply && { reply }),
      }));
    },

    commit: async (id, commit) => {
      const { events, messages, messageId, idempotency, writes = [] } = commit;
      const version = commit.expectedVersion + events.length;
      const reply = idempotency && { reply: replyName(idempotency.scope, idempotency.key) };
      // The records that name a duplicate come first: their refusal says more than a version conflict.
      await table.transact([
        ...effectWrites({ pk: partition(id), version, messageId, messages, clock }),
        ...(idempotency === undefined ? [] : [idempotencyWrite(idempotency, epochSeconds(clock))]),
        stateWrite(id, commit),
        ...events.map((event, index) => eventWrite(id, event, index === 0 ? reply : undefined)),
        ...writes,
      ]);
    },
  };
};

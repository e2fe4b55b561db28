// The one way a command reaches an aggregate: load, decide, evolve, save with the expected version, again on a conflict.
import type { Clock } from './clock.ts';
import { isoTime } from './clock.ts';
import { type EventStore, VersionConflict } from './data/event-store.ts';
import { AlreadyProcessed, type Idempotency, type StoredReply } from './data/records.ts';
import { retryOn } from './data/retry.ts';
import type { Write } from './data/write.ts';
import { type Decider, isIgnored } from './decider.ts';
import type { NewId } from './ids.ts';
import { address, type Causation } from './messaging/outgoing.ts';

export interface CommandContext<Event, State> {
  readonly causation: Causation;
  /** Set for a message: its effect and its inbox row are written together. */
  readonly messageId?: string;
  /** Set for a request with an Idempotency-Key: the reply is stored with the effect. */
  readonly idempotency?: Idempotency<(state: State, version: number) => StoredReply>;
  /** Writes that stand or fall with these events. */
  readonly writes?: (
    events: readonly Event[],
    state: State,
  ) => readonly Write[] | Promise<readonly Write[]>;
}

export type Outcome<Event, State> =
  | {
      readonly kind: 'committed';
      readonly state: State;
      readonly version: number;
      readonly events: readonly Event[];
    }
  | {
      readonly kind: 'ignored';
      readonly reason: string;
      readonly state: State;
      readonly version: number;
    };

export type CommandHandler<Command, Event, State> = (
  id: string,
  command: Command,
  context: CommandContext<Event, State>,
) => Promise<Outcome<Event, State>>;

export interface CommandHandlerOptions<Command, Event extends { type: string }, State> {
  /** Name of the service, the source of its messages. */
  readonly source: string;
  readonly decider: Decider<Command, Event, State>;
  readonly store: EventStore<Event, State>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly attempts?: number;
}

const isConflict = (error: unknown): boolean => error instanceof VersionConflict;

/** Throws what `decide` throws, KeyTaken from the store, and `overloaded` when version conflicts do not end. */
export const createCommandHandler = <Command, Event extends { type: string }, State>({
  source,
  decider,
  store,
  clock,
  newId,
  attempts,
}: CommandHandlerOptions<Command, Event, State>): CommandHandler<Command, Event, State> => {
  const handleOnce = async (
    id: string,
    command: Command,
    context: CommandContext<Event, State>,
  ): Promise<Outcome<Event, State>> => {
    const { state: before, version } = await store.load(id);
    const decision = decider.decide(command, before);
    if (isIgnored(decision)) {
      return { kind: 'ignored', reason: decision.ignored, state: before, version };
    }
    const events = decision;
    const state = events.reduce((current, event) => decider.evolve(current, event), before);
    const { causation, messageId, idempotency, writes } = context;
    const time = isoTime(clock);
    const nextVersion = version + events.length;
    await store.commit(id, {
      expectedVersion: version,
      state,
      events: events.map((event, index) => ({
        version: version + index + 1,
        event,
        time,
        correlationId: causation.correlationId,
        causationId: causation.causationId,
      })),
      messages: events
        .flatMap((event) => decider.react(event, state))
        .map((outgoing) =>
          address(outgoing, { id: newId('msg'), source, time, sequence: nextVersion, causation }),
        ),
      messageId,
      idempotency: idempotency && { ...idempotency, reply: idempotency.reply(state, nextVersion) },
      writes: await writes?.(events, state),
    });
    return { kind: 'committed', state, version: nextVersion, events };
  };

  return async (id, command, context) => {
    try {
      return await retryOn(isConflict, () => handleOnce(id, command, context), attempts);
    } catch (error) {
      if (!(error instanceof AlreadyProcessed)) throw error;
      return { kind: 'ignored', reason: error.message, ...(await store.load(id)) };
    }
  };
};

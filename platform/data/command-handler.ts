// The one way a command reaches an aggregate: load, decide, evolve, save after the version it was decided on, again on a conflict.

import { type Clock, isoTime } from '../kernel/clock.ts';
import { type Decider, isIgnored } from '../kernel/decider.ts';
import { AppError } from '../kernel/errors.ts';
import type { NewId } from '../kernel/ids.ts';
import { type CommittedMessage, destinationOf } from '../messaging/committed.ts';
import type { Causation } from '../messaging/outgoing.ts';
import {
  type Commit,
  type EventStore,
  type Loaded,
  type Stream,
  VersionConflict,
} from './event-store.ts';
import type { IdempotentRequest } from './records.ts';
import { retryOn } from './retry.ts';
import type { Write } from './table.ts';

export interface CommandContext<Event, State> {
  readonly causation: Causation;
  /** Set for a message: the commit says that it is the effect of it. */
  readonly messageId?: string;
  /** Set for a request with an Idempotency-Key: the commit says that it is the effect of it. */
  readonly idempotency?: IdempotentRequest;
  /** There is no such aggregate yet, most likely: nothing is read before the condition of the commit says otherwise. */
  readonly isFirst?: boolean;
  /** What it was a moment ago, for work that only this process does: nothing is read before the condition of the commit says otherwise. */
  readonly known?: Loaded<State>;
  /** Written before the commit, since they do no harm without it. */
  readonly first?: (events: readonly Event[], state: State) => readonly Write[];
  /** Writes that stand or fall with these events. */
  readonly writes?: (
    events: readonly Event[],
    state: State,
  ) => readonly Write[] | Promise<readonly Write[]>;
}

export type Outcome<Event, State> = Loaded<State> &
  (
    | { readonly kind: 'committed'; readonly events: readonly Event[] }
    | { readonly kind: 'ignored'; readonly reason: string }
    /** This very request was carried out before: the state and version are those it led to. */
    | { readonly kind: 'repeated' }
  );

export type CommandHandler<Command, Event, State> = (
  id: string,
  command: Command,
  context: CommandContext<Event, State>,
) => Promise<Outcome<Event, State>>;

export interface CommandHandlerOptions<Command, Event extends { type: string }, State> {
  readonly decider: Decider<Command, Event, State>;
  readonly store: EventStore<Event, State>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly attempts?: number;
}

const isConflict = (error: unknown): boolean => error instanceof VersionConflict;

const isOf =
  ({ scope, key }: IdempotentRequest) =>
  ({ request }: Commit<unknown>): boolean =>
    request?.key === key && request.scope === scope;

/** What this very request has led to; throws `idempotency-key-reused` where another request had its key. */
export const repeated = <Event, State>(
  store: Pick<EventStore<Event, State>, 'after'>,
  stream: Stream<Event, State>,
  request: IdempotentRequest,
): Loaded<State> | undefined => {
  const first = stream.commits.find(isOf(request));
  if (first === undefined) return undefined;
  if (first.request?.requestHash !== request.requestHash) {
    throw new AppError('idempotency-key-reused');
  }
  return store.after(stream, isOf(request));
};

/** Throws what `decide` throws, and `overloaded` when version conflicts do not end. */
export const createCommandHandler = <Command, Event extends { type: string }, State>({
  decider,
  store,
  clock,
  newId,
  attempts,
}: CommandHandlerOptions<Command, Event, State>): CommandHandler<Command, Event, State> => {
  const doneBefore = (
    stream: Stream<Event, State>,
    { messageId, idempotency }: CommandContext<Event, State>,
  ): Outcome<Event, State> | undefined => {
    const before = idempotency && repeated(store, stream, idempotency);
    if (before !== undefined) return { kind: 'repeated', ...before };
    const isProcessed =
      messageId !== undefined && stream.commits.some((commit) => commit.messageId === messageId);
    if (!isProcessed) return undefined;
    const { state, version } = stream;
    return { kind: 'ignored', reason: `message ${messageId} was processed before`, state, version };
  };

  const handleOnce = async (
    id: string,
    command: Command,
    context: CommandContext<Event, State>,
    stream: Stream<Event, State>,
  ): Promise<Outcome<Event, State>> => {
    const known = doneBefore(stream, context);
    if (known !== undefined) return known;
    const { state: before, version } = stream;
    const events = decider.decide(command, before);
    if (isIgnored(events)) {
      return { kind: 'ignored', reason: events.ignored, state: before, version };
    }
    const state = events.reduce((current, event) => decider.evolve(current, event), before);
    const { causation, messageId, idempotency, first, writes } = context;
    const { correlationId, causationId, traceparent } = causation;
    const messages = events
      .flatMap((event) => decider.react(event, state))
      .map((outgoing): CommittedMessage => {
        const { type, subject, data } = outgoing;
        const about = subject === id ? undefined : subject;
        return {
          id: newId('msg'),
          destination: destinationOf(outgoing),
          type,
          subject: about,
          data,
        };
      });
    await store.append(id, {
      before: stream,
      after: state,
      commit: {
        events,
        time: isoTime(clock),
        correlationId,
        ...(causationId !== (messageId ?? correlationId) && { causationId }),
        ...(messages.length > 0 && { messages }),
        ...(messageId !== undefined && { messageId }),
        ...(traceparent !== undefined && { traceparent }),
        ...(idempotency && { request: idempotency }),
      },
      first: first?.(events, state),
      writes: await writes?.(events, state),
    });
    return { kind: 'committed', state, version: version + events.length, events };
  };

  return (id, command, context) => {
    let unseen = context.isFirst ? store.nothing : context.known;
    return retryOn(
      isConflict,
      async () => {
        const stream = unseen ? { commits: [], ...unseen } : await store.read(id);
        unseen = undefined;
        return handleOnce(id, command, context, stream);
      },
      attempts,
    );
  };
};

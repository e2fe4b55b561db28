// The one way a command reaches an aggregate: load, decide, evolve, save after the version it was decided on, again on a conflict.
import { type Decider, isIgnored } from '../kernel/decider.ts';
import { retryOn } from '../kernel/retry.ts';
import type { Loaded, Stream } from './commits.ts';
import { type EventStore, VersionConflict } from './event-store.ts';
import { type CommitCause, type CommitSources, createNewCommit } from './new-commit.ts';
import { createRecent, provesNothing } from './recent.ts';
import { type Repeat, repeatOf } from './repeats.ts';
import type { Write } from './table.ts';

export interface CommandContext<Event, State> extends CommitCause {
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
    before: State,
  ) => readonly Write[] | Promise<readonly Write[]>;
}

export type Outcome<Event, State> =
  | (Loaded<State> & { readonly kind: 'committed'; readonly events: readonly Event[] })
  | Repeat<State>;

export type CommandHandler<Command, Event, State> = (
  id: string,
  command: Command,
  context: CommandContext<Event, State>,
) => Promise<Outcome<Event, State>>;

export interface CommandHandlerOptions<Command, Event extends { type: string }, State>
  extends CommitSources {
  readonly decider: Decider<Command, Event, State>;
  readonly store: EventStore<Event, State>;
  readonly attempts?: number;
}

const isConflict = (error: unknown): boolean => error instanceof VersionConflict;

/** Throws what `decide` throws, and `overloaded` when version conflicts do not end. */
export const createCommandHandler = <Command, Event extends { type: string }, State>({
  decider,
  store,
  attempts,
  ...sources
}: CommandHandlerOptions<Command, Event, State>): CommandHandler<Command, Event, State> => {
  const newCommit = createNewCommit(sources);
  const recent = createRecent<Event, State>(sources.clock);

  const handleOnce = async (
    id: string,
    command: Command,
    context: CommandContext<Event, State>,
    before: Stream<Event, State>,
  ): Promise<Outcome<Event, State>> => {
    const repeat = repeatOf(store, before, context);
    if (repeat !== undefined) return repeat;
    const { version } = before;
    const events = decider.decide(command, before.state);
    if (isIgnored(events)) {
      return { kind: 'ignored', reason: events.ignored, state: before.state, version };
    }
    const state = events.reduce((current, event) => decider.evolve(current, event), before.state);
    const messages = events.flatMap((event) => decider.react(event, state));
    const commit = newCommit(id, { events, messages }, context);
    await store.append(id, {
      before,
      after: state,
      commit,
      first: context.first?.(events, state),
      writes: await context.writes?.(events, state, before.state),
    });
    const after = { state, version: version + events.length };
    recent.keep(id, { ...after, commits: [...before.commits, commit] });
    return { ...after, kind: 'committed', events };
  };

  /** Decided on what this process has left: only a commit proves that it was still so. */
  const handleRecent = async (
    id: string,
    command: Command,
    context: CommandContext<Event, State>,
  ): Promise<Outcome<Event, State> | undefined> => {
    const before = recent.of(id);
    if (before === undefined) return undefined;
    try {
      const outcome = await handleOnce(id, command, context, before);
      return outcome.kind === 'committed' ? outcome : undefined;
    } catch (error) {
      if (provesNothing(error)) return undefined;
      throw error;
    }
  };

  return async (id, command, context) => {
    const handled = await handleRecent(id, command, context);
    if (handled !== undefined) return handled;
    let unseen = context.isFirst ? store.nothing : context.known;
    return await retryOn(
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

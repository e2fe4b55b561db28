// What this process has just committed: the next command of an aggregate mostly comes a moment later, and the condition of its commit says whether anybody else came between.
import { ageAt, type Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Stream } from './commits.ts';
import { VersionConflict } from './event-store.ts';

export interface Recent<Event, State> {
  /** As this process has left it a moment ago; by now it may have moved on. */
  of(id: string): Stream<Event, State> | undefined;
  /** Only what is whole is kept: a message that comes again is known by its commit. */
  keep(id: string, stream: Stream<Event, State>): void;
}

/** Refused for what the aggregate was then, or because it has moved on: nothing was committed. A database that is overloaded is not asked again at once. */
export const provesNothing = (error: unknown): boolean =>
  error instanceof VersionConflict || (error instanceof AppError && error.code !== 'overloaded');

const keptMs = 2_000;
const most = 500;

const isWhole = <Event, State>({ commits, version }: Stream<Event, State>): boolean =>
  commits.reduce((all, { events }) => all + events.length, 0) === version;

export const createRecent = <Event, State>(clock: Clock): Recent<Event, State> => {
  const kept = new Map<string, { readonly at: number; readonly stream: Stream<Event, State> }>();

  /** The oldest stand first. */
  const forget = () => {
    for (const [id, { at }] of kept) {
      if (kept.size <= most && ageAt(clock, at) <= keptMs) return;
      kept.delete(id);
    }
  };

  return {
    of: (id) => {
      forget();
      return kept.get(id)?.stream;
    },
    keep: (id, stream) => {
      kept.delete(id);
      if (isWhole(stream)) kept.set(id, { at: clock.now(), stream });
      forget();
    },
  };
};

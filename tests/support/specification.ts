// What an aggregate decides, told as given, when, then: the same words for every decider.
import { type Decider, type Decision, isIgnored } from '../../platform/kernel/decider.ts';

export interface Decided<Event, State> {
  readonly decision: Decision<Event>;
  /** What happens; nothing where the command is ignored. */
  readonly events: readonly Event[];
  /** Why nothing happens. */
  readonly ignored?: string;
  /** After what happens. */
  readonly state: State;
  /** What others must hear of it. */
  readonly says: readonly { readonly type: string; readonly data: unknown }[];
}

/** `when` throws what refuses the command: see `refusalOf`. */
export const specificationOf = <Command, Event extends { type: string }, State>({
  initial,
  decide,
  evolve,
  react,
}: Decider<Command, Event, State>) => {
  const givenState = (before: State) => ({
    state: before,
    when: (command: Command): Decided<Event, State> => {
      const decision = decide(command, before);
      if (isIgnored(decision)) {
        return { decision, events: [], ignored: decision.ignored, state: before, says: [] };
      }
      const state = decision.reduce(evolve, before);
      const messages = decision.flatMap((event) => react(event, state));
      const says = messages.map(({ type, data }) => ({ type, data }));
      return { decision, events: decision, state, says };
    },
  });

  return {
    givenState,
    /** These facts, in this order. */
    given: (...events: readonly Event[]) => givenState(events.reduce(evolve, initial)),
  };
};

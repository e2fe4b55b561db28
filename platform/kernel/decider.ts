// The shape of every aggregate: decide says what happens, evolve says what that makes of the state, react says what others must hear.
import type { OutgoingMessage } from '../../events/message.ts';

/** A command that changes nothing, and why: a duplicate or a late message is not an error. */
export interface Ignored {
  readonly ignored: string;
}

export type Decision<Event> = readonly Event[] | Ignored;

export const ignore = (reason: string): Ignored => ({ ignored: reason });

export const isIgnored = <Event>(decision: Decision<Event>): decision is Ignored =>
  'ignored' in decision;

export interface Decider<Command, Event extends { type: string }, State> {
  readonly initial: State;
  /** Throws an AppError where a user's command breaks a rule. */
  decide(command: Command, state: State): Decision<Event>;
  evolve(state: State, event: Event): State;
  /** Messages that an event causes; `state` is the state after all events of the decision. */
  react(event: Event, state: State): readonly OutgoingMessage[];
}

/** For the `default` of a switch that must be exhaustive. */
export const unreachable = (value: never): never => {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
};

/** One entry for each type of a union. */
export type Cases<
  Union extends { readonly type: string },
  Rest extends readonly unknown[],
  Result,
> = {
  readonly [Type in Union['type']]: (
    value: Extract<Union, { readonly type: Type }>,
    ...rest: Rest
  ) => Result;
};

/** A switch over `type` written as a table; throws for a value of a type that the table does not have. */
export const match =
  <Union extends { readonly type: string }, Rest extends readonly unknown[], Result>(
    cases: Cases<Union, Rest, Result>,
  ) =>
  (value: Union, ...rest: Rest): Result => {
    const type: Union['type'] = value.type;
    if (!Object.hasOwn(cases, type)) throw new Error(`unexpected value ${JSON.stringify(value)}`);
    const entry = cases[type] as (value: Union, ...rest: Rest) => Result;
    return entry(value, ...rest);
  };

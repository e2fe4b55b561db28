// Follows a payment's open steps until the provider has said the last word on each, or is to be asked later.

import type { CommandHandler } from '../../../platform/data/command-handler.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import {
  isPayment,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  type Step,
} from '../domain/payment.ts';
import type { Settle } from './settle.ts';

export type HandlePayment = CommandHandler<PaymentCommand, PaymentEvent, PaymentState>;

export interface PursueOptions {
  readonly handle: HandlePayment;
  readonly settle: Settle;
  readonly clock: Clock;
  /** How long new calls may begin; the consumer's 15 s less the longest call and two writes. */
  readonly windowMs?: number;
}

/** Answers the last state. `fresh` names the steps that this very work has just requested: nobody has asked for them yet. */
export type Pursue = (
  orderId: string,
  state: PaymentState,
  context: { causation: Causation; fresh?: readonly string[] },
) => Promise<PaymentState>;

/** Everything waits for the authorisation; a pending step waits for its webhook until it is due. */
const nextStep = (payment: Payment, now: string): Step | undefined => {
  const open = payment.steps.filter(({ checkAt }) => checkAt !== null);
  const first = open.find(({ kind }) => kind === 'authorization') ?? open[0];
  if (first === undefined) return undefined;
  const waits = first.progress === 'pending' && (first.checkAt ?? '') > now;
  return waits ? undefined : first;
};

/** Steps that these events have opened. */
export const requestedIn = (events: readonly PaymentEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'payment-requested' || event.type === 'step-requested' ? [event.key] : [],
  );

const isOpen = (state: PaymentState, key: string): boolean =>
  isPayment(state) && state.steps.some((step) => step.key === key && step.checkAt !== null);

/** One call of `Pursue`. */
interface Pursuit {
  readonly orderId: string;
  readonly causation: Causation;
  readonly until: number;
  /** Keys that nobody has asked the provider for yet. */
  readonly untouched: Set<string>;
}

export const createPursue = ({
  handle,
  settle,
  clock,
  windowMs = 7_000,
}: PursueOptions): Pursue => {
  /** The state after the answer to one step, and whether there is more to ask now. */
  const advance = async (
    payment: Payment,
    { orderId, causation, until, untouched }: Pursuit,
  ): Promise<{ state: PaymentState; goesOn: boolean }> => {
    const step = nextStep(payment, isoTime(clock));
    if (step === undefined) return { state: payment, goesOn: false };
    const { key } = step;
    const answer = await settle({ payment, step, isFresh: untouched.delete(key), until });
    if (answer === undefined) return { state: payment, goesOn: false };
    const command = { type: 'record-answer', key, answer, at: isoTime(clock) } as const;
    const outcome = await handle(orderId, command, { causation });
    if (outcome.kind === 'committed') {
      for (const requested of requestedIn(outcome.events)) untouched.add(requested);
    }
    const goesOn = !isOpen(outcome.state, key) && clock.now() <= until;
    return { state: outcome.state, goesOn };
  };

  return async (orderId, given, { causation, fresh = [] }) => {
    const until = clock.now() + windowMs;
    const pursuit = { orderId, causation, until, untouched: new Set(fresh) };
    let state = given;
    let goesOn = true;
    while (goesOn && isPayment(state)) ({ state, goesOn } = await advance(state, pursuit));
    return state;
  };
};

// Follows a payment's open steps until the provider has said the last word on each, or is to be asked later.

import type { CommandHandler } from '../../../platform/data/command-handler.ts';
import type { Loaded } from '../../../platform/data/commits.ts';
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
import type { ResolveStep } from './resolve-step.ts';

export type HandlePayment = CommandHandler<PaymentCommand, PaymentEvent, PaymentState>;

export interface ResolvePaymentOptions {
  readonly handle: HandlePayment;
  readonly resolveStep: ResolveStep;
  readonly clock: Clock;
  /** How long new calls may begin; the consumer's 15 s less the longest call and two writes. */
  readonly windowMs?: number;
}

/** Answers the last state. `fresh` names the steps that this very work has just requested: nobody has asked for them yet. */
export type ResolvePayment = (
  orderId: string,
  payment: Loaded<PaymentState>,
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

/** One call of `ResolvePayment`. */
interface Resolution {
  readonly orderId: string;
  readonly causation: Causation;
  readonly until: number;
  /** Keys that nobody has asked the provider for yet. */
  readonly untouched: Set<string>;
}

export const createResolvePayment = ({
  handle,
  resolveStep,
  clock,
  windowMs = 7_000,
}: ResolvePaymentOptions): ResolvePayment => {
  /** The payment after the answer to one step; undefined when there is none to ask about now, or no answer. */
  const advance = async (
    known: Loaded<PaymentState>,
    { orderId, causation, until, untouched }: Resolution,
  ): Promise<(Loaded<PaymentState> & { readonly goesOn: boolean }) | undefined> => {
    const payment = known.state;
    const step = isPayment(payment) ? nextStep(payment, isoTime(clock)) : undefined;
    if (!isPayment(payment) || step === undefined) return undefined;
    const { key } = step;
    const answer = await resolveStep({ payment, step, isFresh: untouched.delete(key), until });
    if (answer === undefined) return undefined;
    const command = { type: 'record-answer', key, answer, at: isoTime(clock) } as const;
    const outcome = await handle(orderId, command, { causation, known });
    if (outcome.kind === 'committed') {
      for (const requested of requestedIn(outcome.events)) untouched.add(requested);
    }
    const goesOn = !isOpen(outcome.state, key) && clock.now() <= until;
    return { state: outcome.state, version: outcome.version, goesOn };
  };

  return async (orderId, given, { causation, fresh = [] }) => {
    const until = clock.now() + windowMs;
    const resolution = { orderId, causation, until, untouched: new Set(fresh) };
    let payment = given;
    for (;;) {
      const next = await advance(payment, resolution);
      if (next === undefined) return payment.state;
      if (!next.goesOn) return next.state;
      payment = next;
    }
  };
};

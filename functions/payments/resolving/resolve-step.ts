// Gets a final answer for one step: ask by our key before asking again, and never beyond a share of repeated calls.
import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryBudget } from '../../../platform/calls/resilience.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Answer, Payment, Step } from '../domain/payment.ts';
import {
  type PaymentProvider,
  ProviderUnanswered,
  ProviderUnreachable,
} from '../providers/provider.ts';

export interface ResolveStepOptions {
  readonly provider: PaymentProvider;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  /** Pauses before each look-up after a lost answer; after the last one the step stays unknown. */
  readonly lookUpPausesMs?: readonly number[];
}

export interface Attempt {
  readonly payment: Payment;
  readonly step: Step;
  /** Nobody has asked the provider for this step yet. */
  readonly isFresh: boolean;
  /** No call begins after this time (milliseconds since 1970). */
  readonly until: number;
}

/** Undefined when the provider could not be asked: the step stays as it is and is due again. */
export type ResolveStep = (attempt: Attempt) => Promise<Answer | undefined>;

const isProviderError = (error: unknown): boolean =>
  error instanceof ProviderUnreachable || error instanceof ProviderUnanswered;

const perform = (
  provider: PaymentProvider,
  { orderId, amount, paymentToken, authorization }: Payment,
  step: Step,
): Promise<Answer> => {
  const { kind, key } = step;
  if (kind === 'authorization') {
    return provider.authorize({ key, orderId, amount, paymentToken });
  }
  if (authorization === null) throw new Error(`${key} has no authorisation to follow`);
  return provider[kind]({ key, orderId, authorization, amount: step.amount });
};

const find = (
  provider: PaymentProvider,
  { orderId, authorization }: Payment,
  { kind, key }: Step,
): Promise<Answer> => provider.find({ kind, key, orderId, authorization });

export const createResolveStep = ({
  provider,
  budget,
  clock,
  lookUpPausesMs = [0, 500],
}: ResolveStepOptions): ResolveStep => {
  const findOnce = async (payment: Payment, step: Step): Promise<Answer> => {
    try {
      return await find(provider, payment, step);
    } catch (error) {
      if (isProviderError(error)) return { kind: 'unknown' };
      throw error;
    }
  };

  /** `unknown` when the provider does not answer the question either. */
  const lookUp = async ({ payment, step, until }: Attempt): Promise<Answer> => {
    for (const pause of lookUpPausesMs) {
      if (clock.now() + pause > until || !budget.spend()) break;
      await sleep(pause);
      const found = await findOnce(payment, step);
      if (found.kind !== 'unknown') return found;
    }
    return { kind: 'unknown' };
  };

  const call = async (attempt: Attempt): Promise<Answer> => {
    const { payment, step, until } = attempt;
    budget.earn();
    try {
      return await perform(provider, payment, step);
    } catch (error) {
      if (!(error instanceof ProviderUnanswered)) throw error;
    }
    const found = await lookUp(attempt);
    if (found.kind !== 'absent' || clock.now() > until || !budget.spend()) return found;
    try {
      return await perform(provider, payment, step);
    } catch (error) {
      if (error instanceof ProviderUnanswered) return { kind: 'unknown' };
      throw error;
    }
  };

  const resolve = async (attempt: Attempt): Promise<Answer | undefined> => {
    const { payment, step, isFresh } = attempt;
    if (isFresh) return call(attempt);
    const found = await find(provider, payment, step);
    const isUnwanted = step.kind === 'authorization' && payment.voidRequested;
    return found.kind === 'absent' && !isUnwanted ? call(attempt) : found;
  };

  return async (attempt) => {
    try {
      return await resolve(attempt);
    } catch (error) {
      if (isProviderError(error)) return undefined;
      throw error;
    }
  };
};

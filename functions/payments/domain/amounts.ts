// What is authorised, captured, voided and refunded, derived from the steps.
import { add, type Money, subtract, sum } from '../../../platform/kernel/money.ts';
import type { Payment, PaymentStatus, Step, StepKind } from './payment.ts';

const total = (payment: Payment, kind: StepKind, counts: (step: Step) => boolean): Money =>
  sum(
    payment.steps.filter((step) => step.kind === kind && counts(step)).map(({ amount }) => amount),
    payment.amount.currency,
  );

const hasSucceeded = ({ progress }: Step): boolean => progress === 'succeeded';
/** A step under way already claims its amount. */
const mayCount = ({ progress }: Step): boolean => progress !== 'failed';

export interface Amounts {
  readonly authorized: Money;
  readonly captured: Money;
  readonly voided: Money;
  readonly refunded: Money;
}

export const amountsOf = (payment: Payment): Amounts => ({
  authorized: total(payment, 'authorization', hasSucceeded),
  captured: total(payment, 'capture', hasSucceeded),
  voided: total(payment, 'void', hasSucceeded),
  refunded: total(payment, 'refund', hasSucceeded),
});

/** Authorised, and not claimed by a capture or a void. */
export const capturable = (payment: Payment): Money =>
  subtract(
    amountsOf(payment).authorized,
    add(total(payment, 'capture', mayCount), total(payment, 'void', mayCount)),
  );

/** Captured, and not claimed by a refund. */
export const refundable = (payment: Payment): Money =>
  subtract(amountsOf(payment).captured, total(payment, 'refund', mayCount));

export const statusOf = (payment: Payment): PaymentStatus => {
  const { progress } = payment.steps.find(({ kind }) => kind === 'authorization') ?? {};
  if (progress === 'unknown') return 'unknown';
  if (progress === 'failed') return 'declined';
  if (progress !== 'succeeded') return 'pending';
  const { captured, voided, refunded } = amountsOf(payment);
  if (captured.amount > 0) return refunded.amount >= captured.amount ? 'refunded' : 'captured';
  return voided.amount > 0 ? 'voided' : 'authorized';
};

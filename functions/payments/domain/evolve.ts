// What each event makes of a payment.
import { unreachable } from '../../../platform/kernel/decider.ts';
import { statusOf } from './amounts.ts';
import type { Payment, PaymentEvent, PaymentState, Progress, Step, StepKind } from './payment.ts';
import { isPayment } from './payment.ts';

/** `requested`: longer than new calls begin in the consumer that asks at once (7 s), so that hardly anybody asks beside it; who does, asks under the same key. */
const firstCheckSeconds: Record<'requested' | 'pending' | 'unknown', number> = {
  requested: 10,
  pending: 15,
  unknown: 5,
};
const longestCheckSeconds = 900;

const later = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

const isOpen = (progress: Progress): progress is 'requested' | 'pending' | 'unknown' =>
  progress !== 'succeeded' && progress !== 'failed';

/** The next question to the provider: twice as long after each one. */
const checkAt = (progress: Progress, checks: number, at: string): string | null =>
  isOpen(progress)
    ? later(at, Math.min(firstCheckSeconds[progress] * 2 ** checks, longestCheckSeconds))
    : null;

const newStep = (
  step: Pick<Step, 'kind' | 'key' | 'id' | 'amount'>,
  requestedAt: string,
): Step => ({
  ...step,
  progress: 'requested',
  requestedAt,
  checks: 0,
  checkAt: checkAt('requested', 0, requestedAt),
});

const advance = (payment: Payment, key: string, progress: Progress, at: string): Payment => ({
  ...payment,
  steps: payment.steps.map((step) => {
    if (step.key !== key) return step;
    const checks = step.progress === progress ? step.checks + 1 : 0;
    return { ...step, progress, checks, checkAt: checkAt(progress, checks, at) };
  }),
});

const withStatus = (payment: Payment): Payment => ({ ...payment, status: statusOf(payment) });

const authorizationOf = (payment: Payment, kind: StepKind | undefined, reference: string) =>
  kind === 'authorization' ? reference : payment.authorization;

const evolvePayment = (payment: Payment, event: PaymentEvent): Payment => {
  const { at } = event;
  switch (event.type) {
    case 'payment-requested':
    case 'payment-blocked':
    case 'nothing-due-noted':
      return payment;
    case 'void-requested':
      return { ...payment, voidRequested: true };
    case 'step-requested': {
      const { kind, key, id, amount } = event;
      return { ...payment, steps: [...payment.steps, newStep({ kind, key, id, amount }, at)] };
    }
    case 'step-pending': {
      const kind = payment.steps.find(({ key }) => key === event.key)?.kind;
      const authorization = authorizationOf(payment, kind, event.providerReference);
      return advance({ ...payment, authorization }, event.key, 'pending', at);
    }
    case 'step-unknown':
      return advance(payment, event.key, 'unknown', at);
    case 'step-succeeded': {
      const { kind, key, amount, providerReference } = event;
      const authorization = authorizationOf(payment, kind, providerReference);
      const entries = [...payment.entries, { kind, amount, time: at, providerReference }];
      return advance({ ...payment, authorization, entries }, key, 'succeeded', at);
    }
    case 'step-failed':
      return advance(payment, event.key, 'failed', at);
    case 'payment-flagged':
      return { ...payment, flags: [...payment.flags, event.reason] };
    case 'review-closed': {
      const { reasons } = event;
      const flags = payment.flags.filter((flag) => !reasons.includes(flag));
      return { ...payment, flags, reviewed: [...(payment.reviewed ?? []), ...reasons] };
    }
    default:
      return unreachable(event);
  }
};

export const evolve = (state: PaymentState, event: PaymentEvent): PaymentState => {
  if (isPayment(state)) return withStatus(evolvePayment(state, event));
  if (event.type === 'payment-blocked') return { status: 'blocked' };
  if (event.type === 'nothing-due-noted') {
    const { orderId, customerId, currency } = event;
    return { status: 'not-due', orderId, customerId, currency };
  }
  if (event.type !== 'payment-requested') return state;
  const { orderId, customerId, amount, paymentToken, key, at } = event;
  return {
    status: 'pending',
    orderId,
    customerId,
    amount,
    paymentToken,
    authorization: null,
    voidRequested: false,
    steps: [newStep({ kind: 'authorization', key, id: '', amount }, at)],
    entries: [],
    flags: [],
  };
};

// What an answer of the provider makes of a step: late ones, contrary ones and those nobody has asked for are flagged.
import { type Decision, ignore, unreachable } from '../../../platform/kernel/decider.ts';
import { isSameMoney, type Money } from '../../../platform/kernel/money.ts';
import {
  type Answer,
  type CommandOf,
  isPayment,
  type Payment,
  type PaymentEvent,
  type PaymentState,
  type Step,
} from './payment.ts';
import { voidStep } from './requesting.ts';

/** How long a request may still be on its way to the provider before its absence there counts. */
const onItsWayMs = 60_000;

/** Said once, also after a person has dealt with it. */
const flagged = (
  { flags, reviewed = [] }: Payment,
  reason: string,
  at: string,
): readonly PaymentEvent[] =>
  flags.includes(reason) || reviewed.includes(reason)
    ? []
    : [{ type: 'payment-flagged', reason, at }];

const otherAmount = ({ kind, amount: asked }: Step, { amount, currency }: Money): string =>
  `the provider's ${kind} is ${amount} ${currency}, not ${asked.amount} ${asked.currency}`;

/** What the provider says now against what it has said before. */
const contradiction = (step: Step, answer: Answer): string | undefined => {
  const { kind, progress } = step;
  const isContrary =
    (progress === 'failed' && answer.kind === 'succeeded') ||
    (progress === 'succeeded' && (answer.kind === 'declined' || answer.kind === 'refused'));
  if (isContrary) return `the ${kind} ${progress}, then the provider said ${answer.kind}`;
  const isOther = answer.kind === 'succeeded' && !isSameMoney(answer.amount, step.amount);
  return isOther ? otherAmount(step, answer.amount) : undefined;
};

const lateAnswer = (
  payment: Payment,
  step: Step,
  answer: Answer,
  at: string,
): Decision<PaymentEvent> => {
  const reason = contradiction(step, answer);
  if (reason === undefined) return ignore(`the ${step.kind} has ended before`);
  const flags = flagged(payment, reason, at);
  return flags.length > 0 ? flags : ignore('it was flagged before');
};

const succeeded = (
  payment: Payment,
  step: Step,
  { amount, providerReference, capturesOnce }: Extract<Answer, { kind: 'succeeded' }>,
  at: string,
): Decision<PaymentEvent> => {
  if (!isSameMoney(amount, step.amount)) {
    const asked: PaymentEvent = { type: 'step-unknown', key: step.key, at };
    return [...flagged(payment, otherAmount(step, amount), at), asked];
  }
  const { kind, key } = step;
  const event: PaymentEvent = {
    type: 'step-succeeded',
    kind,
    key,
    amount,
    providerReference,
    ...(capturesOnce ? { capturesOnce } : {}),
    at,
  };
  // A late authorisation is voided.
  return kind === 'authorization' && payment.voidRequested
    ? [event, voidStep(payment, amount, at)]
    : [event];
};

const failed = (
  payment: Payment,
  step: Step,
  reason: string,
  at: string,
): Decision<PaymentEvent> => {
  const event: PaymentEvent = { type: 'step-failed', key: step.key, reason, at };
  return step.kind === 'authorization'
    ? [event]
    : [event, ...flagged(payment, `the ${step.kind} failed: ${reason}`, at)];
};

const absent = (payment: Payment, step: Step, at: string): Decision<PaymentEvent> => {
  const isAbandoned =
    step.kind === 'authorization' &&
    payment.voidRequested &&
    Date.parse(at) - Date.parse(step.requestedAt) > onItsWayMs;
  return isAbandoned
    ? failed(payment, step, 'abandoned', at)
    : [{ type: 'step-unknown', key: step.key, at }];
};

/** Money has moved that we have not asked to be moved. */
const unknownStep = (
  payment: Payment,
  key: string,
  answer: Answer,
  at: string,
): Decision<PaymentEvent> => {
  if (answer.kind !== 'succeeded') return ignore('there is no such step');
  const flags = flagged(payment, `the provider has done ${key}, which was never asked for`, at);
  return flags.length > 0 ? flags : ignore('it was flagged before');
};

export const recordAnswer = (
  { key, answer, at }: CommandOf<'record-answer'>,
  state: PaymentState,
): Decision<PaymentEvent> => {
  if (!isPayment(state)) return ignore('there is no payment');
  const step = state.steps.find((each) => each.key === key);
  if (step === undefined) return unknownStep(state, key, answer, at);
  if (step.progress === 'succeeded' || step.progress === 'failed') {
    return lateAnswer(state, step, answer, at);
  }
  switch (answer.kind) {
    case 'succeeded':
      return succeeded(state, step, answer, at);
    case 'pending':
      return [{ type: 'step-pending', key, providerReference: answer.providerReference, at }];
    case 'declined':
    case 'refused':
      return failed(state, step, answer.reason, at);
    case 'absent':
      return absent(state, step, at);
    case 'unknown':
      return [{ type: 'step-unknown', key, at }];
    default:
      return unreachable(answer);
  }
};

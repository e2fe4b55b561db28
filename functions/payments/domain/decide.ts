// What a command makes happen to a payment: captured ≤ authorised, refunded ≤ captured, one step per key.
import { type Decision, ignore, unreachable } from '../../../platform/kernel/decider.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { compare, formatMoney, isSameMoney, type Money } from '../../../platform/kernel/money.ts';
import { capturable, refundable } from './amounts.ts';
import {
  type Answer,
  isPayment,
  type Payment,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
  type Step,
  stepKey,
} from './payment.ts';

type CommandOf<T extends PaymentCommand['type']> = Extract<PaymentCommand, { type: T }>;

const authorize = (
  { type: _, ...request }: CommandOf<'authorize'>,
  state: PaymentState,
): Decision<PaymentEvent> => {
  if (state.status === 'blocked') return ignore('the void came first');
  if (state.status !== 'none') return ignore('the payment was requested before');
  const key = stepKey(request.orderId, 'authorization');
  return [{ type: 'payment-requested', ...request, key }];
};

const noteNothingDue = (
  { type: _, ...order }: CommandOf<'note-nothing-due'>,
  state: PaymentState,
): Decision<PaymentEvent> =>
  state.status === 'none'
    ? [{ type: 'nothing-due-noted', ...order }]
    : ignore('the payment is known already');

/** Each try has a key of its own, since the provider remembers how one has ended. */
const voidStep = ({ orderId, steps }: Payment, amount: Money, at: string): PaymentEvent => {
  const before = steps.filter(({ kind }) => kind === 'void').length;
  const id = before === 0 ? '' : String(before + 1);
  return {
    type: 'step-requested',
    kind: 'void',
    id,
    key: stepKey(orderId, 'void', id),
    amount,
    at,
  };
};

/** The order asks again while it waits: a void that the provider has refused is tried again. */
const requestVoidAgain = (state: Payment, at: string): Decision<PaymentEvent> => {
  const last = state.steps.findLast(({ kind }) => kind === 'void');
  const left = capturable(state);
  return last?.progress === 'failed' && left.amount > 0
    ? [voidStep(state, left, at)]
    : ignore('the void was requested before');
};

const requestVoid = (
  { orderId, at }: CommandOf<'void'>,
  state: PaymentState,
): Decision<PaymentEvent> => {
  if (state.status === 'none') return [{ type: 'payment-blocked', orderId, at }];
  if (state.status === 'blocked') return ignore('the payment was blocked before');
  if (state.status === 'not-due') return ignore('nothing is due');
  if (state.voidRequested) return requestVoidAgain(state, at);
  switch (state.status) {
    case 'pending':
    case 'unknown':
      return [{ type: 'void-requested', at }];
    case 'declined':
      return ignore('nothing was authorised');
    default: {
      const left = capturable(state);
      if (left.amount <= 0) return ignore('nothing is left to void');
      return [{ type: 'void-requested', at }, voidStep(state, left, at)];
    }
  }
};

const requestStep = (
  state: PaymentState,
  {
    kind,
    id,
    amount,
    at,
  }: Pick<Step, 'id' | 'amount'> & { kind: 'capture' | 'refund'; at: string },
): Decision<PaymentEvent> => {
  if (!isPayment(state)) throw new AppError('invalid-state', { detail: 'There is no payment.' });
  const key = stepKey(state.orderId, kind, id);
  if (state.steps.some((step) => step.key === key))
    return ignore(`the ${kind} was requested before`);
  const left = kind === 'capture' ? capturable(state) : refundable(state);
  if (amount.amount <= 0 || compare(amount, left) > 0) {
    throw new AppError(kind === 'capture' ? 'invalid-state' : 'refund-exceeds-captured', {
      detail: `${formatMoney(amount)} is more than the ${formatMoney(left)} left.`,
    });
  }
  return [{ type: 'step-requested', kind, id, key, amount, at }];
};

/** How long a request may still be on its way to the provider before its absence there counts. */
const onItsWayMs = 60_000;

const lateAnswer = (step: Step, answer: Answer, at: string): Decision<PaymentEvent> => {
  const isContrary =
    (step.progress === 'failed' && answer.kind === 'succeeded') ||
    (step.progress === 'succeeded' && (answer.kind === 'declined' || answer.kind === 'refused'));
  if (!isContrary) return ignore(`the ${step.kind} has ended before`);
  const reason = `the ${step.kind} ${step.progress}, then the provider said ${answer.kind}`;
  return [{ type: 'payment-flagged', reason, at }];
};

/** Said once, also after a person has dealt with it. */
const flagged = (
  { flags, reviewed = [] }: Payment,
  reason: string,
  at: string,
): readonly PaymentEvent[] =>
  flags.includes(reason) || reviewed.includes(reason)
    ? []
    : [{ type: 'payment-flagged', reason, at }];

const succeeded = (
  payment: Payment,
  step: Step,
  { amount, providerReference, capturesOnce }: Extract<Answer, { kind: 'succeeded' }>,
  at: string,
): Decision<PaymentEvent> => {
  if (!isSameMoney(amount, step.amount)) {
    const reason = `the provider's ${step.kind} is ${amount.amount} ${amount.currency}, not ${step.amount.amount} ${step.amount.currency}`;
    const asked: PaymentEvent = { type: 'step-unknown', key: step.key, at };
    return [...flagged(payment, reason, at), asked];
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

const closeReview = (
  { reasons, actor, note, at }: CommandOf<'close-review'>,
  state: PaymentState,
): Decision<PaymentEvent> => {
  if (!isPayment(state)) throw new AppError('not-found');
  const open = state.flags.filter((flag) => reasons.includes(flag));
  if (open.length === 0) {
    throw new AppError('invalid-state', { detail: 'None of these reasons is open.' });
  }
  return [{ type: 'review-closed', reasons: open, actor, note, at }];
};

const recordAnswer = (
  { key, answer, at }: CommandOf<'record-answer'>,
  state: PaymentState,
): Decision<PaymentEvent> => {
  if (!isPayment(state)) return ignore('there is no payment');
  const step = state.steps.find((each) => each.key === key);
  if (step === undefined) return unknownStep(state, key, answer, at);
  if (step.progress === 'succeeded' || step.progress === 'failed') {
    return lateAnswer(step, answer, at);
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

export const decide = (command: PaymentCommand, state: PaymentState): Decision<PaymentEvent> => {
  switch (command.type) {
    case 'authorize':
      return authorize(command, state);
    case 'note-nothing-due':
      return noteNothingDue(command, state);
    case 'void':
      return requestVoid(command, state);
    case 'capture': {
      const { captureId: id, amount, at } = command;
      return requestStep(state, { kind: 'capture', id, amount, at });
    }
    case 'refund': {
      const { refundId: id, amount, at } = command;
      return requestStep(state, { kind: 'refund', id, amount, at });
    }
    case 'record-answer':
      return recordAnswer(command, state);
    case 'flag':
      return isPayment(state)
        ? [{ type: 'payment-flagged', reason: command.reason, at: command.at }]
        : ignore('there is no payment');
    case 'close-review':
      return closeReview(command, state);
    default:
      return unreachable(command);
  }
};

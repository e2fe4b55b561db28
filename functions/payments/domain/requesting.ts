// What is asked of the provider: captured ≤ authorised, refunded ≤ captured, one step per key.
import { type Decision, ignore } from '../../../platform/kernel/decider.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { compare, formatMoney, type Money } from '../../../platform/kernel/money.ts';
import { capturable, refundable } from './amounts.ts';
import {
  type CommandOf,
  isPayment,
  type Payment,
  type PaymentEvent,
  type PaymentState,
  type Step,
  stepKey,
} from './payment.ts';

export const authorize = (
  { type: _, ...request }: CommandOf<'authorize'>,
  state: PaymentState,
): Decision<PaymentEvent> => {
  if (state.status === 'blocked') return ignore('the void came first');
  if (state.status !== 'none') return ignore('the payment was requested before');
  const key = stepKey(request.orderId, 'authorization');
  return [{ type: 'payment-requested', ...request, key }];
};

export const noteNothingDue = (
  { type: _, ...order }: CommandOf<'note-nothing-due'>,
  state: PaymentState,
): Decision<PaymentEvent> =>
  state.status === 'none'
    ? [{ type: 'nothing-due-noted', ...order }]
    : ignore('the payment is known already');

/** Each try has a key of its own, since the provider remembers how one has ended. */
export const voidStep = ({ orderId, steps }: Payment, amount: Money, at: string): PaymentEvent => {
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

export const requestVoid = (
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

/** The goods have left: staff have the order ask again. Of a refund that failed the order is told, and asks for another. */
const mayTryAgain = ({ kind, progress }: Step): boolean =>
  kind === 'capture' && progress === 'failed';

export const requestStep = (
  state: PaymentState,
  {
    kind,
    id,
    amount,
    at,
  }: Pick<Step, 'id' | 'amount'> & { kind: 'capture' | 'refund'; at: string },
): Decision<PaymentEvent> => {
  if (!isPayment(state)) throw new AppError('invalid-state', { detail: 'There is no payment.' });
  const before = state.steps.filter((step) => step.kind === kind && step.id === id);
  const last = before.at(-1);
  if (last !== undefined && !mayTryAgain(last)) return ignore(`the ${kind} was requested before`);
  const name = before.length === 0 ? id : `${id}-${before.length + 1}`;
  const key = stepKey(state.orderId, kind, name);
  const left = kind === 'capture' ? capturable(state) : refundable(state);
  if (amount.amount <= 0 || compare(amount, left) > 0) {
    throw new AppError(kind === 'capture' ? 'invalid-state' : 'refund-exceeds-captured', {
      detail: `${formatMoney(amount)} is more than the ${formatMoney(left)} left.`,
    });
  }
  return [{ type: 'step-requested', kind, id, key, amount, at }];
};

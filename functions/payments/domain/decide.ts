// What a command makes happen to a payment.
import { type Decision, ignore, unreachable } from '../../../platform/kernel/decider.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import {
  type CommandOf,
  isPayment,
  type PaymentCommand,
  type PaymentEvent,
  type PaymentState,
} from './payment.ts';
import { recordAnswer } from './recording-answers.ts';
import { authorize, noteNothingDue, requestStep, requestVoid } from './requesting.ts';

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

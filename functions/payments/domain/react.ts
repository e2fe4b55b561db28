// What others must hear of a payment.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import {
  paymentAuthorized,
  paymentCaptured,
  paymentCleared,
  paymentDeclined,
  paymentFlagged,
  paymentRefunded,
  paymentRefundFailed,
  paymentVoided,
} from '../../../events/messages/payments.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import { isPayment, type Payment, type PaymentEvent, type PaymentState } from './payment.ts';

type EventOf<T extends PaymentEvent['type']> = Extract<PaymentEvent, { type: T }>;

const succeeded = (
  { kind, key, amount, providerReference, capturesOnce }: EventOf<'step-succeeded'>,
  { orderId, voidRequested, steps }: Payment,
): readonly OutgoingMessage[] => {
  const id = steps.find((step) => step.key === key)?.id ?? '';
  switch (kind) {
    case 'authorization':
      // One that is voided at once was never of use to the order.
      return voidRequested
        ? []
        : [
            message(paymentAuthorized, orderId, {
              orderId,
              amount,
              providerReference,
              ...(capturesOnce ? { capturesOnce } : {}),
            }),
          ];
    case 'capture':
      return [
        message(paymentCaptured, orderId, { orderId, captureId: id, amount, providerReference }),
      ];
    case 'void':
      return [message(paymentVoided, orderId, { orderId })];
    case 'refund':
      return [
        message(paymentRefunded, orderId, { orderId, refundId: id, amount, providerReference }),
      ];
    default:
      return unreachable(kind);
  }
};

const failed = (
  { key, reason }: EventOf<'step-failed'>,
  { orderId, voidRequested, steps }: Payment,
): readonly OutgoingMessage[] => {
  const step = steps.find((each) => each.key === key);
  if (step?.kind === 'refund') {
    const refusal = { orderId, refundId: step.id, reason: reason.slice(0, 200) };
    return [message(paymentRefundFailed, orderId, refusal)];
  }
  if (step?.kind !== 'authorization') return [];
  const declined = message(paymentDeclined, orderId, {
    orderId,
    reason: reason === 'insufficient_funds' ? reason : 'payment_declined',
  });
  return voidRequested ? [declined, message(paymentVoided, orderId, { orderId })] : [declined];
};

export const react = (event: PaymentEvent, state: PaymentState): readonly OutgoingMessage[] => {
  if (event.type === 'payment-blocked') {
    return [message(paymentVoided, event.orderId, { orderId: event.orderId })];
  }
  if (!isPayment(state)) return [];
  switch (event.type) {
    case 'step-succeeded':
      return succeeded(event, state);
    case 'step-failed':
      return failed(event, state);
    case 'payment-flagged': {
      const { orderId } = state;
      return [message(paymentFlagged, orderId, { orderId, reason: event.reason.slice(0, 200) })];
    }
    case 'review-closed': {
      const { orderId, flags } = state;
      return flags.length === 0 ? [message(paymentCleared, orderId, { orderId })] : [];
    }
    default:
      return [];
  }
};

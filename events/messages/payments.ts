// Money: what orders ask of the payments service, and what it answers.
import { Type } from 'typebox';
import { command, fact } from '../message.ts';
import { Currency, Money, OrderId, strict, UserId } from '../schemas.ts';

const Reference = Type.String({ maxLength: 200 });
const StepId = Type.String({ minLength: 1, maxLength: 64 });

export const authorizePayment = command(
  'payments.authorize-payment.v1',
  strict({
    orderId: OrderId,
    customerId: UserId,
    amount: Money,
    paymentToken: Type.String({ minLength: 1, maxLength: 200 }),
  }),
);
/** An order that costs nothing is confirmed: who asks for its payment is told so. */
export const noteNothingDue = command(
  'payments.note-nothing-due.v1',
  strict({ orderId: OrderId, customerId: UserId, currency: Currency }),
);
/** Give back what was authorised and not captured; also stops an authorisation still under way. */
export const voidPayment = command('payments.void-payment.v1', strict({ orderId: OrderId }));
export const capturePayment = command(
  'payments.capture-payment.v1',
  strict({ orderId: OrderId, captureId: StepId, amount: Money }),
);
export const refundPayment = command(
  'payments.refund-payment.v1',
  strict({ orderId: OrderId, refundId: StepId, amount: Money }),
);
/** From the payments service to itself, some seconds later: ask the provider again what it has not answered. */
export const settlePayment = command('payments.settle-payment.v1', strict({ orderId: OrderId }));

export const paymentAuthorized = fact(
  'payments.payment-authorized.v1',
  strict({
    orderId: OrderId,
    amount: Money,
    providerReference: Reference,
    /** The provider takes this payment once and no more: what is shipped is shipped together. */
    capturesOnce: Type.Optional(Type.Boolean()),
  }),
);
export const paymentDeclined = fact(
  'payments.payment-declined.v1',
  strict({ orderId: OrderId, reason: Type.Enum(['payment_declined', 'insufficient_funds']) }),
);
export const paymentVoided = fact('payments.payment-voided.v1', strict({ orderId: OrderId }));
export const paymentCaptured = fact(
  'payments.payment-captured.v1',
  strict({ orderId: OrderId, captureId: StepId, amount: Money, providerReference: Reference }),
);
export const paymentRefunded = fact(
  'payments.payment-refunded.v1',
  strict({ orderId: OrderId, refundId: StepId, amount: Money, providerReference: Reference }),
);
/** The provider will not give this money back: it stays captured, and a person looks at it. */
export const paymentRefundFailed = fact(
  'payments.payment-refund-failed.v1',
  strict({ orderId: OrderId, refundId: StepId, reason: Type.String({ maxLength: 200 }) }),
);
/** A person has looked at everything that was flagged. */
export const paymentCleared = fact('payments.payment-cleared.v1', strict({ orderId: OrderId }));
/** Something a person must look at: a mismatch, a dispute, a late failure. */
export const paymentFlagged = fact(
  'payments.payment-flagged.v1',
  strict({ orderId: OrderId, reason: Type.String({ maxLength: 200 }) }),
);

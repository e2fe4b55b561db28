// What Stripe says, in our words.
import Stripe from 'stripe';
import { fromStripe } from '../../../platform/calls/stripe-amounts.ts';
import type { Answer } from '../domain/payment.ts';
import { ProviderUnanswered, ProviderUnreachable } from './provider.ts';
import { canCaptureAgain } from './stripe-captures.ts';

type Intent = Stripe.PaymentIntent;

/** Refused before anything was done, and later it may be. */
const notNow = new Set([401, 403, 429]);
/** Another request with this key is under way, or somebody behind Stripe has failed: https://docs.stripe.com/api/errors */
const unclear = new Set([409, 424]);

const declined = (code: string | null | undefined): Answer => ({
  kind: 'declined',
  reason: code === 'insufficient_funds' ? code : 'payment_declined',
});

export const authorizationAnswer = (intent: Intent): Answer => {
  const { id, status, amount, currency, last_payment_error } = intent;
  switch (status) {
    case 'requires_capture':
    case 'succeeded':
      return {
        kind: 'succeeded',
        amount: fromStripe(amount, currency),
        providerReference: id,
        ...(canCaptureAgain(intent) ? {} : { capturesOnce: true }),
      };
    case 'processing':
      return { kind: 'pending', providerReference: id };
    case 'canceled':
      // Authorised before it was given back, or never: only a charge tells.
      return intent.latest_charge === null
        ? declined(null)
        : { kind: 'succeeded', amount: fromStripe(amount, currency), providerReference: id };
    default:
      // Nobody is there to pass a further check (3-D Secure).
      return declined(last_payment_error?.decline_code);
  }
};

/** What a capture has left over, Stripe has given back by itself. */
export const voidAnswer = ({ id, status, amount, amount_received, currency }: Intent): Answer =>
  status === 'canceled' || status === 'succeeded'
    ? {
        kind: 'succeeded',
        amount: fromStripe(amount - amount_received, currency),
        providerReference: id,
      }
    : { kind: 'absent' };

export const refundAnswer = ({
  id,
  status,
  amount,
  currency,
  failure_reason,
}: Stripe.Refund): Answer => {
  switch (status) {
    case 'succeeded':
      return { kind: 'succeeded', amount: fromStripe(amount, currency), providerReference: id };
    case 'pending':
    case 'requires_action':
      return { kind: 'pending', providerReference: id };
    default:
      return { kind: 'refused', reason: failure_reason ?? 'refund_failed' };
  }
};

/** Asked for all the same, Stripe would refuse it, or charge another. */
export const notCharged: Answer = { kind: 'refused', reason: 'amount_not_payable' };

type Refusal = InstanceType<typeof Stripe.errors.StripeError>;

/** What a refusal of Stripe means. */
export const refusalAnswer = (error: Refusal): Answer => {
  if (error instanceof Stripe.errors.StripeCardError) return declined(error.decline_code);
  const status = error.statusCode ?? 0;
  if (notNow.has(status)) throw new ProviderUnreachable(error);
  // A key that was used for something else has done that.
  if (unclear.has(status) || error instanceof Stripe.errors.StripeIdempotencyError) {
    throw new ProviderUnanswered(error);
  }
  return { kind: 'refused', reason: error.code ?? error.type };
};

/** A question that is refused says nothing of what was done, and will be refused again: no failure, which would be asked again at once, or counted by the breaker. */
export const noAnswer = (error: Refusal): Answer => {
  if (notNow.has(error.statusCode ?? 0)) throw new ProviderUnreachable(error);
  return { kind: 'unknown' };
};

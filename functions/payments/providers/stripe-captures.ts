// Several captures of one PaymentIntent, each found again by its key: https://docs.stripe.com/payments/multicapture
import type Stripe from 'stripe';
import { fromStripe } from '../../../platform/calls/stripe-amounts.ts';
import type { Answer } from '../domain/payment.ts';

type Intent = Stripe.PaymentIntent;

/** Stripe says in the charge, which is shown where it is asked for, whether more than one capture is possible. */
export const withCharge = { expand: ['latest_charge'] };

/** A name of metadata has 40 characters: the id that ends our key fits, the key does not. */
const nameOf = (key: string): string => key.slice(key.lastIndexOf(':') + 1);

/** The metadata of a capture: the latest one by its key, and all of them by their ids. */
const metadataFor = (key: string, amount: number): Record<string, string> => ({
  captureKey: key,
  captureAmount: String(amount),
  [nameOf(key)]: String(amount),
});

/** False where it is not known. */
export const canCaptureAgain = ({ latest_charge }: Intent): boolean =>
  typeof latest_charge === 'object' &&
  latest_charge?.payment_method_details?.card?.multicapture?.status === 'available';

/** What is not the last of a payment leaves the rest held. */
export const captureParameters = (
  before: Intent,
  key: string,
  amount: number,
): Stripe.PaymentIntentCaptureParams => ({
  amount_to_capture: amount,
  metadata: metadataFor(key, amount),
  ...(canCaptureAgain(before) && amount < before.amount_capturable ? { final_capture: false } : {}),
});

/** Captures of earlier days have left their key alone, and took all that was received. */
const capturedBy = ({ metadata, amount_received }: Intent, key: string): number | undefined => {
  const noted = metadata[nameOf(key)];
  if (noted !== undefined) return Number(noted);
  return metadata.captureKey === key ? amount_received : undefined;
};

export const captureOf = (intent: Intent, key: string): Answer => {
  const amount = capturedBy(intent, key);
  return amount === undefined
    ? { kind: 'absent' }
    : {
        kind: 'succeeded',
        amount: fromStripe(amount, intent.currency),
        providerReference: intent.id,
      };
};

// Stripe's webhooks: `Stripe-Signature: t=…,v1=…` over the raw bytes (https://docs.stripe.com/webhooks#verify-manually).
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureFault } from '../../../platform/calls/standard-webhooks.ts';
import { fromStripe } from '../../../platform/calls/stripe-amounts.ts';
import { parseJson } from '../../../platform/validation/json.ts';
import { checked, type ProviderEvent, refuseFor, type WebhookSource } from './provider-event.ts';

const toleranceSeconds = 300;
const maxSignatures = 10;

interface SignatureHeader {
  readonly timestamp: string;
  readonly signatures: readonly string[];
}

const parseHeader = (header: string): SignatureHeader => {
  const pairs = header.split(',').map((pair) => pair.split('='));
  const valuesOf = (name: string) =>
    pairs.filter(([key]) => key === name).map(([, ...value]) => value.join('='));
  const timestamps = valuesOf('t');
  return {
    timestamp: timestamps.length === 1 ? (timestamps[0] ?? '') : '',
    signatures: valuesOf('v1'),
  };
};

const isTimely = (timestamp: string, nowSeconds: number): boolean =>
  /^[1-9]\d{9}$/.test(timestamp) && Math.abs(Number(timestamp) - nowSeconds) <= toleranceSeconds;

/** None where the body is signed with one of the secrets, now. */
export const stripeFault = (
  secrets: readonly string[],
  header: string,
  body: Uint8Array,
  nowSeconds: number,
): SignatureFault | undefined => {
  const { timestamp, signatures } = parseHeader(header);
  if (!isTimely(timestamp, nowSeconds)) return 'timestamp';
  if (signatures.length > maxSignatures) return 'too-many';
  const expected = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest(),
  );
  let isGenuine = false;
  for (const signature of signatures) {
    if (!/^[0-9a-f]{64}$/.test(signature)) continue;
    const mac = Buffer.from(signature, 'hex');
    // All are compared, so that the time tells nothing.
    for (const good of expected) isGenuine = timingSafeEqual(mac, good) || isGenuine;
  }
  return isGenuine ? undefined : 'signature';
};

type Members = Readonly<Record<string, unknown>>;

const member = (object: Members, name: string): Members => (object[name] ?? {}) as Members;

/** What is no amount stays as it is: such an event is not in the format of our message. */
const money = (amount: unknown, currency: unknown) =>
  typeof amount === 'number' ? fromStripe(amount, String(currency)) : { amount, currency };

const reasonOf = (reason: unknown) => (typeof reason === 'string' ? { reason } : {});

type Reading = Omit<Record<keyof ProviderEvent, unknown>, 'provider' | 'providerEventId'>;

/** Of this capture alone: what was received is the sum of all of them. */
const capturedIn = (object: Members): unknown => {
  const { captureAmount } = member(object, 'metadata');
  return captureAmount === undefined ? object.amount_received : Number(captureAmount);
};

/** A refund that we have not asked for: the payment is looked up by Stripe's reference. */
const madeByHand = ({ id, payment_intent, amount, currency }: Members): Partial<Reading> => ({
  kind: 'refund.succeeded',
  reference: payment_intent,
  providerReference: payment_intent,
  amount: money(amount, currency),
  ...reasonOf(id),
});

/** What an event says about a step of ours; the key is in the metadata that we have sent along. */
const read = (type: unknown, object: Members): Partial<Reading> | undefined => {
  const { id, amount, currency, status } = object;
  const metadata = member(object, 'metadata');
  switch (type) {
    case 'payment_intent.amount_capturable_updated':
      return {
        kind: 'authorization.succeeded',
        reference: metadata.key,
        providerReference: id,
        amount: money(amount, currency),
      };
    case 'payment_intent.payment_failed':
      return {
        kind: 'authorization.failed',
        reference: metadata.key,
        providerReference: id,
        amount: money(amount, currency),
        ...reasonOf(member(object, 'last_payment_error').decline_code),
      };
    case 'payment_intent.succeeded':
      return {
        kind: 'capture.succeeded',
        // One that was made by hand has no key of ours.
        reference: metadata.captureKey ?? (metadata.orderId && `${metadata.orderId}:capture:${id}`),
        providerReference: id,
        amount: money(capturedIn(object), currency),
      };
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      if (status !== 'succeeded' && status !== 'failed') return undefined;
      if (metadata.key === undefined)
        return status === 'succeeded' ? madeByHand(object) : undefined;
      return {
        kind: `refund.${status}`,
        reference: metadata.key,
        providerReference: id,
        amount: money(amount, currency),
        ...reasonOf(object.failure_reason),
      };
    case 'charge.dispute.created':
      // A dispute has no metadata of ours: the payment is looked up by Stripe's reference.
      return {
        kind: 'dispute.opened',
        reference: object.payment_intent,
        providerReference: object.payment_intent,
        amount: money(amount, currency),
        ...reasonOf(object.reason),
      };
    default:
      return undefined;
  }
};

/** `secrets`: the endpoint's signing secrets, two while one is rolled. */
export const stripeWebhooks = (secrets: () => Promise<readonly string[]>): WebhookSource => ({
  verify: async ({ header, body }, nowSeconds) => {
    const signature = header('stripe-signature') ?? '';
    refuseFor(stripeFault(await secrets(), signature, body, nowSeconds));
    const { id, type, data } = (parseJson(body) ?? {}) as Members;
    const told = read(type, member((data ?? {}) as Members, 'object'));
    const event =
      told === undefined
        ? undefined
        : checked({ provider: 'stripe', providerEventId: id, ...told });
    return { id: String(id), type: String(type), event };
  },
});

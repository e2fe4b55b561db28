// What Stripe has done, for the daily report.
import type { IPolicy } from 'cockatiel';
import type Stripe from 'stripe';
import { fromStripe } from '../../../platform/calls/stripe-amounts.ts';
import { stepKey } from '../domain/payment.ts';
import type { ProviderRecord } from '../domain/report.ts';

const timeOf = (created: number): string => new Date(created * 1000).toISOString();

/** What has been done, as Stripe's own events tell it: only they have the time of a capture, and of a void. */
const eventTypes = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
] as const;

type Booked = Omit<ProviderRecord, 'key' | 'time'> & { readonly key: string | null | undefined };

const intentBooked = (type: string, intent: Stripe.PaymentIntent): Booked | undefined => {
  const { id: providerReference, amount, amount_received, currency, metadata } = intent;
  const { orderId, captureKey, captureAmount = amount_received } = metadata;
  const capture = {
    // What was made by hand has no key of ours.
    key: captureKey ?? (orderId && stepKey(orderId, 'capture', providerReference)),
    kind: 'capture',
    amount: fromStripe(Number(captureAmount), currency),
    providerReference,
  } as const;
  switch (type) {
    case 'payment_intent.amount_capturable_updated':
      // What can be captured is less after a capture that leaves a rest.
      if (captureKey !== undefined) return capture;
      return {
        key: metadata.key,
        kind: 'authorization',
        amount: fromStripe(amount, currency),
        providerReference,
      };
    case 'payment_intent.succeeded':
      return capture;
    default: {
      // One that was never authorised gives nothing back.
      if (intent.latest_charge === null || orderId === undefined) return undefined;
      const key = stepKey(orderId, 'void');
      return {
        key,
        kind: 'void',
        amount: fromStripe(amount - amount_received, currency),
        providerReference,
      };
    }
  }
};

const refundBooked = ({ id, status, amount, currency, metadata, payment_intent }: Stripe.Refund) =>
  status === 'succeeded'
    ? ({
        key: metadata?.key ?? (payment_intent && stepKey(String(payment_intent), 'refund', id)),
        kind: 'refund',
        amount: fromStripe(amount, currency),
        providerReference: id,
      } as const)
    : undefined;

/** Undefined for what does not concern us. */
const recordOf = ({
  type,
  created,
  data: { object },
}: Stripe.Event): ProviderRecord | undefined => {
  const booked =
    object.object === 'refund'
      ? refundBooked(object)
      : object.object === 'payment_intent'
        ? intentBooked(type, object)
        : undefined;
  const key = booked?.key;
  return booked === undefined || !key ? undefined : { ...booked, key, time: timeOf(created) };
};

/** All records of a time range (ISO 8601, `until` excluded); `via` is for each page. */
export const listBooks = async (
  client: Stripe,
  via: IPolicy,
  { from, until }: { from: string; until: string },
): Promise<readonly ProviderRecord[]> => {
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
  const created = { gte: seconds(from), lt: seconds(until) };
  // A step may be told of more than once.
  const records = new Map<string, ProviderRecord>();
  let starting_after: string | undefined;
  do {
    const query = { types: [...eventTypes], created, limit: 100, starting_after };
    const { data, has_more } = await via.execute(() => client.events.list(query));
    for (const record of data.map(recordOf)) {
      if (record !== undefined) records.set(record.key, record);
    }
    starting_after = has_more ? data.at(-1)?.id : undefined;
  } while (starting_after !== undefined);
  return [...records.values()];
};

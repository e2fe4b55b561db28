// Stripe behind the port: PaymentIntents that are captured by hand.
import type { IPolicy } from 'cockatiel';
import Stripe from 'stripe';
import { wasNeverMade } from '../../../platform/calls/resilience.ts';
import { fromStripe, toStripe } from '../../../platform/calls/stripe-amounts.ts';
import type { Answer } from '../domain/payment.ts';
import {
  type PaymentProvider,
  type ProviderAccess,
  ProviderUnanswered,
  ProviderUnreachable,
} from './provider.ts';
import { listBooks } from './stripe-books.ts';
import { canCaptureAgain, captureOf, captureParameters, withCharge } from './stripe-captures.ts';

type Intent = Stripe.PaymentIntent;

/** Refused before anything was done, and later it may be. */
const notNow = new Set([401, 403, 429]);

const declined = (code: string | null | undefined): Answer => ({
  kind: 'declined',
  reason: code === 'insufficient_funds' ? code : 'payment_declined',
});

const authorizationOf = (intent: Intent): Answer => {
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
const voidOf = ({ id, status, amount, amount_received, currency }: Intent): Answer =>
  status === 'canceled' || status === 'succeeded'
    ? {
        kind: 'succeeded',
        amount: fromStripe(amount - amount_received, currency),
        providerReference: id,
      }
    : { kind: 'absent' };

const refundOf = ({ id, status, amount, currency, failure_reason }: Stripe.Refund): Answer => {
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
const notCharged: Answer = { kind: 'refused', reason: 'amount_not_payable' };

/** What a refusal of Stripe means. */
const refusalOf = (error: InstanceType<typeof Stripe.errors.StripeError>): Answer => {
  if (error instanceof Stripe.errors.StripeCardError) return declined(error.decline_code);
  if (notNow.has(error.statusCode ?? 0)) throw new ProviderUnreachable(error);
  return { kind: 'refused', reason: error.code ?? error.type };
};

const isRefusal = (error: unknown): error is InstanceType<typeof Stripe.errors.StripeError> =>
  error instanceof Stripe.errors.StripeError &&
  error.statusCode !== undefined &&
  error.statusCode >= 400 &&
  error.statusCode < 500;

const clientFor = (url: string, apiKey: string): Stripe => {
  const { protocol, hostname, port } = new URL(url);
  return new Stripe(apiKey, {
    host: hostname,
    port: port === '' ? '443' : port,
    protocol: protocol === 'http:' ? 'http' : 'https',
    // Our own policies repeat, and only after a question.
    maxNetworkRetries: 0,
    timeout: 5_000,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(),
  });
};

export const createStripe = ({
  url,
  apiKey,
  policy,
  lookUpPolicy,
}: ProviderAccess): PaymentProvider => {
  let known: { readonly key: string; readonly client: Stripe } | undefined;
  const stripe = async (): Promise<Stripe> => {
    const key = await apiKey();
    if (known?.key !== key) known = { key, client: clientFor(url, key) };
    return known.client;
  };

  const ask = async (
    via: IPolicy,
    request: (client: Stripe) => Promise<Answer>,
  ): Promise<Answer> => {
    const client = await stripe();
    try {
      return await via.execute(async () => {
        try {
          return await request(client);
        } catch (error) {
          // An answer like any other: the breaker does not count it.
          if (isRefusal(error)) return refusalOf(error);
          throw error;
        }
      });
    } catch (error) {
      if (error instanceof ProviderUnreachable || wasNeverMade(error)) {
        throw new ProviderUnreachable(error);
      }
      throw new ProviderUnanswered(error);
    }
  };

  /** The search lags by up to a minute: `undefined` may also mean "not yet". */
  const search = async (client: Stripe, orderId: string): Promise<Intent | undefined> => {
    const { data } = await client.paymentIntents.search({
      query: `metadata['orderId']:'${orderId}'`,
      limit: 1,
      expand: ['data.latest_charge'],
    });
    return data[0];
  };

  const findRefund = async (client: Stripe, intent: string, key: string): Promise<Answer> => {
    const { data } = await client.refunds.list({ payment_intent: intent, limit: 100 });
    const found = data.find(({ metadata }) => metadata?.key === key);
    return found === undefined ? { kind: 'absent' } : refundOf(found);
  };

  return {
    authorize: async ({ key, orderId, amount, paymentToken }) => {
      const charged = toStripe(amount);
      if (charged === undefined) return notCharged;
      return ask(policy, async (client) =>
        authorizationOf(
          await client.paymentIntents.create(
            {
              ...charged,
              payment_method: paymentToken,
              automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
              error_on_requires_action: true,
              capture_method: 'manual',
              confirm: true,
              payment_method_options: { card: { request_multicapture: 'if_available' } },
              metadata: { orderId, key },
              ...withCharge,
            },
            { idempotencyKey: key },
          ),
        ),
      );
    },

    capture: async ({ key, authorization, amount }) => {
      const charged = toStripe(amount);
      if (charged === undefined) return notCharged;
      return ask(policy, async (client) => {
        const before = await client.paymentIntents.retrieve(authorization, withCharge);
        const done = captureOf(before, key);
        if (done.kind === 'succeeded') return done;
        const parameters = captureParameters(before, key, charged.amount);
        const idempotencyKey = key;
        return captureOf(
          await client.paymentIntents.capture(authorization, parameters, { idempotencyKey }),
          key,
        );
      });
    },

    void: ({ key, authorization }) =>
      ask(policy, async (client) => {
        const before = await client.paymentIntents.retrieve(authorization);
        // Stripe itself cancels what nobody has captured for a week.
        if (before.status === 'succeeded' || before.status === 'canceled') return voidOf(before);
        return voidOf(
          await client.paymentIntents.cancel(authorization, {}, { idempotencyKey: key }),
        );
      }),

    refund: async ({ key, authorization, amount }) => {
      const charged = toStripe(amount);
      if (charged === undefined) return notCharged;
      return ask(policy, async (client) =>
        refundOf(
          await client.refunds.create(
            { payment_intent: authorization, amount: charged.amount, metadata: { key } },
            { idempotencyKey: key },
          ),
        ),
      );
    },

    find: ({ kind, key, orderId, authorization }) =>
      ask(lookUpPolicy, async (client) => {
        const intent =
          authorization === null
            ? await search(client, orderId)
            : await client.paymentIntents.retrieve(authorization, withCharge);
        if (intent === undefined) return { kind: 'absent' };
        switch (kind) {
          case 'authorization':
            return authorizationOf(intent);
          case 'capture':
            return captureOf(intent, key);
          case 'void':
            return voidOf(intent);
          default:
            return findRefund(client, intent.id, key);
        }
      }),

    list: async (from, until) => listBooks(await stripe(), lookUpPolicy, { from, until }),

    keyOf: async (providerReference) => {
      const client = await stripe();
      const { metadata } = await lookUpPolicy.execute(() =>
        client.paymentIntents.retrieve(providerReference),
      );
      return metadata.key;
    },
  };
};

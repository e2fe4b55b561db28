// Stripe behind the port: PaymentIntents that are captured by hand.
import type Stripe from 'stripe';
import { toStripe } from '../../../platform/calls/stripe-amounts.ts';
import type { Answer } from '../domain/payment.ts';
import type { PaymentProvider, ProviderAccess } from './provider.ts';
import {
  authorizationAnswer,
  noAnswer,
  notCharged,
  refundAnswer,
  voidAnswer,
} from './stripe-answers.ts';
import { listBooks } from './stripe-books.ts';
import { createStripeCalls, type StripeCalls } from './stripe-calls.ts';
import { captureOf, captureParameters, withCharge } from './stripe-captures.ts';

type Intent = Stripe.PaymentIntent;

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
  return found === undefined ? { kind: 'absent' } : refundAnswer(found);
};

type Access = Pick<StripeCalls, 'ask'> & Pick<ProviderAccess, 'policy' | 'lookUpPolicy'>;

const authorize =
  ({ ask, policy }: Access): PaymentProvider['authorize'] =>
  async ({ key, orderId, amount, paymentToken }) => {
    const charged = toStripe(amount);
    if (charged === undefined) return notCharged;
    return ask(policy, async (client) =>
      authorizationAnswer(
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
  };

const capture =
  ({ ask, policy }: Access): PaymentProvider['capture'] =>
  async ({ key, authorization, amount }) => {
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
  };

const cancel =
  ({ ask, policy }: Access): PaymentProvider['void'] =>
  ({ key, authorization }) =>
    ask(policy, async (client) => {
      const before = await client.paymentIntents.retrieve(authorization);
      // Stripe itself cancels what nobody has captured for a week.
      if (before.status === 'succeeded' || before.status === 'canceled') return voidAnswer(before);
      return voidAnswer(
        await client.paymentIntents.cancel(authorization, {}, { idempotencyKey: key }),
      );
    });

const refund =
  ({ ask, policy }: Access): PaymentProvider['refund'] =>
  async ({ key, authorization, amount }) => {
    const charged = toStripe(amount);
    if (charged === undefined) return notCharged;
    return ask(policy, async (client) =>
      refundAnswer(
        await client.refunds.create(
          { payment_intent: authorization, amount: charged.amount, metadata: { key } },
          { idempotencyKey: key },
        ),
      ),
    );
  };

const find =
  ({ ask, lookUpPolicy }: Access): PaymentProvider['find'] =>
  ({ kind, key, orderId, authorization }) =>
    ask(
      lookUpPolicy,
      async (client) => {
        const intent =
          authorization === null
            ? await search(client, orderId)
            : await client.paymentIntents.retrieve(authorization, withCharge);
        if (intent === undefined) return { kind: 'absent' };
        switch (kind) {
          case 'authorization':
            return authorizationAnswer(intent);
          case 'capture':
            return captureOf(intent, key);
          case 'void':
            return voidAnswer(intent);
          default:
            return findRefund(client, intent.id, key);
        }
      },
      noAnswer,
    );

export const createStripe = ({
  policy,
  lookUpPolicy,
  ...access
}: ProviderAccess): PaymentProvider => {
  const { client, ask } = createStripeCalls(access);
  const by = { ask, policy, lookUpPolicy };
  return {
    authorize: authorize(by),
    capture: capture(by),
    void: cancel(by),
    refund: refund(by),
    find: find(by),

    list: async (from, until) => listBooks(await client(), lookUpPolicy, { from, until }),

    keyOf: async (providerReference) => {
      const stripe = await client();
      const { metadata } = await lookUpPolicy.execute(() =>
        stripe.paymentIntents.retrieve(providerReference),
      );
      return metadata.key;
    },
  };
};

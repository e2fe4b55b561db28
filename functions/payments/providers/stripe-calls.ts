// Calls to Stripe: by the key of now, under a policy, and what it means when they fail.
import type { IPolicy } from 'cockatiel';
import Stripe from 'stripe';
import { wasNeverMade } from '../../../platform/calls/resilience.ts';
import type { Answer } from '../domain/payment.ts';
import { type ProviderAccess, ProviderUnanswered, ProviderUnreachable } from './provider.ts';
import { refusalAnswer } from './stripe-answers.ts';

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

export interface StripeCalls {
  readonly client: () => Promise<Stripe>;
  /** Throws ProviderUnreachable or ProviderUnanswered; `refused` says what a refusal means. */
  readonly ask: (
    via: IPolicy,
    request: (client: Stripe) => Promise<Answer>,
    refused?: typeof refusalAnswer,
  ) => Promise<Answer>;
}

export const createStripeCalls = ({
  url,
  apiKey,
}: Pick<ProviderAccess, 'url' | 'apiKey'>): StripeCalls => {
  let known: { readonly key: string; readonly client: Stripe } | undefined;
  const client = async (): Promise<Stripe> => {
    const key = await apiKey();
    if (known?.key !== key) known = { key, client: clientFor(url, key) };
    return known.client;
  };

  const ask: StripeCalls['ask'] = async (via, request, refused = refusalAnswer) => {
    const stripe = await client();
    try {
      return await via.execute(async () => {
        try {
          return await request(stripe);
        } catch (error) {
          // An answer like any other, which the breaker does not count, unless it leaves open what was done or asks to come later.
          if (isRefusal(error)) return refused(error);
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

  return { client, ask };
};

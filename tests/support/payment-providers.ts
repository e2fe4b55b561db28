// The payment providers that keep the contract of the port, each with a server of its own.
import type { PaymentProvider } from '../../functions/payments/providers/provider.ts';
import { createSandboxProvider } from '../../functions/payments/providers/sandbox.ts';
import { createStripe } from '../../functions/payments/providers/stripe.ts';
import { createPolicy } from '../../platform/calls/resilience.ts';
import { apiKey, startProvider } from './sandbox-provider.ts';
import { startStripe } from './stripe-server.ts';

export interface Subject {
  readonly provider: PaymentProvider;
  readonly tokens: { readonly approved: string; readonly declined: string; readonly poor: string };
  /** The same provider asked with a wrong key. */
  readonly misconfigured: PaymentProvider;
  /** The next request is followed and its answer lost. */
  loseAnswer(): void;
  stop(): Promise<void>;
}

const policies = () => ({
  policy: createPolicy({ timeoutMs: 400 }),
  lookUpPolicy: createPolicy({ timeoutMs: 5_000 }),
});

const startSandbox = async (): Promise<Subject> => {
  const sandbox = await startProvider();
  const make = (key: string) =>
    createSandboxProvider({ url: sandbox.url, apiKey: async () => key, ...policies() });
  const tokens = {
    approved: 'tok_approved',
    declined: 'tok_declined',
    poor: 'tok_insufficient_funds',
  };
  return {
    provider: make(apiKey),
    misconfigured: make('wrong'),
    tokens,
    loseAnswer: () => {
      tokens.approved = 'tok_timeout';
    },
    stop: sandbox.stop,
  };
};

export const startStripeSubject = async (): Promise<Subject> => {
  const server = await startStripe();
  const make = (key: string) =>
    createStripe({ url: server.url, apiKey: async () => key, ...policies() });
  return {
    provider: make('sk_test_1'),
    misconfigured: make('sk_wrong'),
    tokens: {
      approved: 'pm_card_visa',
      declined: 'pm_card_visa_chargeDeclined',
      poor: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    },
    loseAnswer: () => {
      server.delayMs = 1_500;
    },
    stop: server.stop,
  };
};

export const providers = [
  ['sandbox', startSandbox],
  ['Stripe', startStripeSubject],
] as const;

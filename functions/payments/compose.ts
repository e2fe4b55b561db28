// Puts together what the entries that ask the provider have in common, once for each execution environment.
import type { IPolicy } from 'cockatiel';
import { dynamoClient } from '../../platform/aws.ts';
import { systemClock } from '../../platform/clock.ts';
import { createCommandHandler } from '../../platform/command-handler.ts';
import { createTable } from '../../platform/data/table.ts';
import { newId } from '../../platform/ids.ts';
import { createLog, type Log } from '../../platform/log.ts';
import { breakerChanged } from '../../platform/metrics.ts';
import { createPolicy, createRetryBudget } from '../../platform/resilience.ts';
import { createSecretReader } from '../../platform/secrets.ts';
import { readProviderConfig } from './config.ts';
import { paymentDecider } from './domain/decider.ts';
import { ledgerWrites } from './ledger-store.ts';
import type { PaymentProvider } from './provider.ts';
import { createPursue, type HandlePayment } from './pursue.ts';
import { createSettle } from './settle.ts';
import { createPaymentStore } from './store.ts';

/** What an adapter to a provider is made with. */
export interface ProviderOptions {
  readonly url: string;
  readonly apiKey: () => Promise<string>;
  /** For what moves money. */
  readonly policy: IPolicy;
  /** For questions. */
  readonly lookUpPolicy: IPolicy;
}

/** Each provider has entries of its own, so that none carries the library of the other. */
export type CreateProvider = (options: ProviderOptions) => PaymentProvider;

const policies = (log: Log) => {
  const policy = (breaker: string, timeoutMs: number) =>
    createPolicy({
      timeoutMs,
      onStateChange: (state) => log.warn(breakerChanged(breaker, state), 'breaker'),
    });
  return {
    policy: policy('provider', 5_000),
    lookUpPolicy: policy('provider-questions', 2_000),
  };
};

export const composePayments = (createProvider: CreateProvider) => {
  const config = readProviderConfig();
  const log = createLog(config);
  const clock = systemClock;
  const table = createTable(dynamoClient(), config.TABLE_NAME);
  const store = createPaymentStore(table, clock);
  const handlePayment = createCommandHandler({
    source: config.SERVICE,
    decider: paymentDecider,
    store,
    clock,
    newId,
  });
  const handle: HandlePayment = (id, command, context) =>
    handlePayment(id, command, { ...context, writes: ledgerWrites });
  const budget = createRetryBudget();
  const readSecret = createSecretReader(clock);
  const provider = createProvider({
    url: config.PROVIDER_URL,
    apiKey: () => readSecret(config.PROVIDER_SECRET_ARN),
    ...policies(log),
  });
  const settle = createSettle({ provider, budget, clock });
  const pursue = createPursue({ handle, settle, clock });
  return { source: config.SERVICE, log, clock, table, store, handle, pursue, provider };
};

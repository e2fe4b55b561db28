// Puts together what the entries that ask the provider have in common, once for each execution environment.
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

type Config = ReturnType<typeof readProviderConfig>;

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

/** The one that is not configured is never loaded. */
const createProvider = async (config: Config, log: Log): Promise<PaymentProvider> => {
  const readSecret = createSecretReader(systemClock);
  const options = {
    url: config.PROVIDER_URL,
    apiKey: () => readSecret(config.PROVIDER_SECRET_ARN),
    ...policies(log),
  };
  return config.PAYMENT_PROVIDER === 'stripe'
    ? (await import('./stripe.ts')).createStripe(options)
    : (await import('./sandbox.ts')).createSandbox(options);
};

export const composePayments = async () => {
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
  const provider = await createProvider(config, log);
  const settle = createSettle({ provider, budget, clock });
  const pursue = createPursue({ handle, settle, clock });
  return { source: config.SERVICE, log, clock, table, store, handle, pursue, provider };
};

// Puts together what the entries that ask the provider have in common, once for each execution environment.
import type { IPolicy } from 'cockatiel';
import { dynamoClient } from '../../platform/calls/aws.ts';
import { createBreaker, createPolicy, createRetryBudget } from '../../platform/calls/resilience.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { createReadable } from '../../platform/data/readable.ts';
import { createTable } from '../../platform/data/table.ts';
import { createUnitOfWork } from '../../platform/data/unit-of-work.ts';
import { systemClock } from '../../platform/kernel/clock.ts';
import { newId } from '../../platform/kernel/ids.ts';
import { createLog, type Log } from '../../platform/telemetry/log.ts';
import { told } from '../../platform/telemetry/metrics.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import { createHandlePayment } from './commands.ts';
import { readProviderConfig } from './config.ts';
import type { PaymentProvider } from './providers/provider.ts';
import { createClaim } from './settling/claim.ts';
import { createKeptEventStore } from './settling/parked-event-store.ts';
import { createTellPayment } from './settling/provider-events.ts';
import { createPursue } from './settling/pursue.ts';
import { createSettle } from './settling/settle.ts';
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

/** Each of several environments sees few of the calls. */
const failuresInARow = 5;
/** Orders of so many seconds after its return wait for the next message. */
const openMs = 3_000;

/** What is not answered is seen by both: neither asks a provider that is down for the other. */
const policies = (log: Log) => {
  const { onStateChange, onRefused } = told(log, 'provider');
  const breaker = createBreaker({ failuresInARow, openMs, onStateChange });
  return {
    policy: createPolicy({ timeoutMs: 5_000, breaker, onRefused }),
    lookUpPolicy: createPolicy({ timeoutMs: 2_000, breaker, onRefused }),
  };
};

export const composePayments = (createProvider: CreateProvider) => {
  const config = readProviderConfig();
  const log = createLog(config);
  const clock = systemClock;
  const table = createTable(dynamoClient(), config.TABLE_NAME);
  const readable = createReadable({ clock, log });
  const store = createPaymentStore(table, readable);
  const deadlines = createDeadlines(table);
  const source = config.SERVICE;
  const handle = createHandlePayment({ source, store, clock, newId });
  const budget = createRetryBudget();
  const readSecret = createSecretReader(clock);
  const provider = createProvider({
    url: config.PROVIDER_URL,
    apiKey: () => readSecret(config.PROVIDER_SECRET_ARN),
    ...policies(log),
  });
  const settle = createSettle({ provider, budget, clock });
  const pursue = createPursue({ handle, settle, clock });
  const tell = createTellPayment({ handle, provider, clock, log });
  const kept = createKeptEventStore(table, createUnitOfWork({ table, source, clock, newId }));
  const claim = createClaim(table, clock);
  return {
    source,
    log,
    clock,
    table,
    readable,
    store,
    deadlines,
    handle,
    pursue,
    provider,
    tell,
    kept,
    claim,
  };
};

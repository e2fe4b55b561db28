// Puts together what the entries that ask the provider have in common, once for each execution environment.
import type { IPolicy } from 'cockatiel';
import { createBreaker, createPolicy, createRetryBudget } from '../../platform/calls/resilience.ts';
import { createDeadlines } from '../../platform/data/deadlines.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import type { TableGround } from '../../platform/service/table-ground.ts';
import { policyMetrics } from '../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { createHandlePayment } from './commands.ts';
import type { ProviderConfig } from './config.ts';
import type { PaymentProvider } from './providers/provider.ts';
import { createClaim } from './settling/claim.ts';
import { createParkedEventStore } from './settling/parked-event-store.ts';
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
  const { onStateChange, onRefused } = policyMetrics(log, 'provider');
  const breaker = createBreaker({ failuresInARow, openMs, onStateChange });
  return {
    policy: createPolicy({ timeoutMs: 5_000, breaker, onRefused }),
    lookUpPolicy: createPolicy({ timeoutMs: 2_000, breaker, onRefused }),
  };
};

export const composePayments = (
  base: TableGround<ProviderConfig>,
  createProvider: CreateProvider,
) => {
  const ground = withSecrets(base);
  const { config, clock, newId, log, table, readable, commit, secret } = ground;
  const { SERVICE: source } = config;
  const store = createPaymentStore(table, readable);
  const handle = createHandlePayment({ store, clock, newId });
  const provider = createProvider({
    url: config.PROVIDER_URL,
    apiKey: () => secret(config.PROVIDER_SECRET_ARN),
    ...policies(log),
  });
  const settle = createSettle({ provider, budget: createRetryBudget(), clock });
  return {
    source,
    log,
    clock,
    table,
    readable,
    store,
    deadlines: createDeadlines(table),
    handle,
    pursue: createPursue({ handle, settle, clock }),
    provider,
    tell: createTellPayment({ handle, provider, clock, log }),
    kept: createParkedEventStore(table, commit),
    claim: createClaim(table, clock),
  };
};

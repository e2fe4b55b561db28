// Resolving put together: how open steps get the provider's last word, and what it says of itself.
import { createRetryBudget } from '../../../platform/calls/resilience.ts';
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import { createIsFirst } from './deduplication.ts';
import { createParkedEventStore } from './parked-event-store.ts';
import { createApplyProviderEvent } from './provider-events.ts';
import { createResolvePayment } from './resolve-payment.ts';
import { createResolveStep } from './resolve-step.ts';

type Applying = Parameters<typeof createApplyProviderEvent>[0];

export const composeResolving = (
  { table, commit, clock }: Pick<TableBasis, 'table' | 'commit' | 'clock'>,
  {
    handle,
    provider,
    log,
  }: Pick<Applying, 'handle' | 'log'> & { readonly provider: PaymentProvider },
) => {
  const resolveStep = createResolveStep({ provider, budget: createRetryBudget(), clock });
  return {
    resolvePayment: createResolvePayment({ handle, resolveStep, clock }),
    applyProviderEvent: createApplyProviderEvent({ handle, provider, clock, log }),
    parked: createParkedEventStore(table, commit),
    isFirst: createIsFirst(table, clock),
  };
};

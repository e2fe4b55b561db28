// Settling put together: how open steps get the provider's last word, and what it says of itself.
import { createRetryBudget } from '../../../platform/calls/resilience.ts';
import type { TableBasis } from '../../../platform/service/table-ground.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import { createClaim } from './deduplication.ts';
import { createParkedEventStore } from './parked-event-store.ts';
import { createTellPayment } from './provider-events.ts';
import { createPursue } from './resolve-payment.ts';
import { createSettle } from './resolve-step.ts';

type Telling = Parameters<typeof createTellPayment>[0];

export const composeSettling = (
  { table, commit, clock }: Pick<TableBasis, 'table' | 'commit' | 'clock'>,
  {
    handle,
    provider,
    log,
  }: Pick<Telling, 'handle' | 'log'> & { readonly provider: PaymentProvider },
) => {
  const settle = createSettle({ provider, budget: createRetryBudget(), clock });
  return {
    pursue: createPursue({ handle, settle, clock }),
    tell: createTellPayment({ handle, provider, clock, log }),
    kept: createParkedEventStore(table, commit),
    claim: createClaim(table, clock),
  };
};

// The scheduled run that leaves no payment without the provider's last word.
import { scheduledFunction } from '../../platform/service/event-function.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { composePayments } from './compose.ts';
import { readProviderConfig } from './config.ts';
import { createDailyReport } from './ledger/daily-report.ts';
import { createLedgerStore } from './ledger/ledger-store.ts';
import type { CreateProvider } from './providers/provider.ts';
import { createFollow } from './resolving/follow.ts';
import { createPaymentReconciliation } from './resolving/reconciliation.ts';
import { createRetryParked } from './resolving/retry-parked.ts';
import { createScheduledRun } from './resolving/scheduled-run.ts';

export const reconciler = (createProvider: CreateProvider) =>
  scheduledFunction(readProviderConfig(), (ground) => {
    const payments = composePayments(withTable(ground), createProvider);
    const reconcile = createPaymentReconciliation(payments);
    const retryParked = createRetryParked({ ...payments, follow: createFollow(payments) });
    const ledger = createLedgerStore(payments.table, payments.readable);
    const report = createDailyReport({ ...payments, ledger });

    return createScheduledRun({ report, retryParked, reconcile, log: ground.log });
  });

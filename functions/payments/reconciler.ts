// The scheduled run that leaves no payment without the provider's last word.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type CreateProvider, composePayments } from './compose.ts';
import { createDailyReport } from './ledger/daily-report.ts';
import { createLedgerStore } from './ledger/ledger-store.ts';
import { createRetryKept } from './settling/provider-events.ts';
import { createReconciliation } from './settling/reconciliation.ts';

export const reconciler = (createProvider: CreateProvider) => {
  const payments = composePayments(createProvider);
  const reconcile = createReconciliation(payments);
  const retryKept = createRetryKept(payments);
  const report = createDailyReport({
    ...payments,
    ledger: createLedgerStore(payments.table, payments.readable),
  });

  const run = async (_event: unknown, context: Context): Promise<{ asked: number }> => {
    const until = payments.clock.now() + context.getRemainingTimeInMillis() - 1_000;
    // A report that fails is tried again with the next run.
    await report().catch((error: unknown) => payments.log.error({ error }, 'no daily report'));
    await retryKept();
    return { asked: await reconcile({ id: context.awsRequestId, until }) };
  };

  return middy().handler(run);
};

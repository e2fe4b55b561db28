// The scheduled run that leaves no payment without the provider's last word.
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { composePayments } from './compose.ts';
import { createReconciliation } from './reconciliation.ts';

const payments = await composePayments();
const reconcile = createReconciliation(payments);

const run = async (_event: unknown, context: Context): Promise<{ asked: number }> => {
  const until = payments.clock.now() + context.getRemainingTimeInMillis() - 1_000;
  return { asked: await reconcile({ id: context.awsRequestId, until }) };
};

export const handler = middy().handler(run);

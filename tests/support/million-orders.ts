// What a million orders cost by the call, from POST to confirmed, at the list prices of `platform/cli/aws-prices.ts`.
import { usageOfOneOrder } from '../../infra/costs/load.ts';
import type { Resource } from '../../localstack/cloud/usage.ts';
import { costOf } from '../../localstack/tandem/order/cost.ts';
import type { Billed } from './order-billing.ts';

export const million = 1_000_000;

/** Of one order; mails, logs, traces and storage are no calls of an order: `npm run costs` has them. */
export const costOfMillion = (
  { publishes, 'queue requests': queueRequests, invocations }: Billed,
  { writeUnits, readUnits }: { readonly writeUnits: number; readonly readUnits: number },
) => {
  // Each customer has a token of their own, which the gateway has checked once.
  const functionCalls = invocations + 1;
  const { secondsPerCall, gigabytesPerCall } = usageOfOneOrder;
  const counts: Partial<Record<Resource, number>> = {
    'write units': writeUnits,
    'read units': readUnits,
    'api requests': 1,
    publishes,
    'queue requests': queueRequests,
    invocations: functionCalls,
    'gigabyte-seconds': functionCalls * secondsPerCall * gigabytesPerCall,
  };
  return costOf(
    Object.entries(counts).map(([resource, amount]) => ({
      resource: resource as Resource,
      of: 'a million orders',
      amount: amount * million,
    })),
  );
};

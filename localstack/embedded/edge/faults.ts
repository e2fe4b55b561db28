// Faults that the edge itself can make: errors, throttling, delays, answers that get lost.

import type { Fault, Faults } from '../../cloud/faults.ts';
import { AwsError, type AwsResponse } from '../../cloud/protocol/edge-protocol.ts';

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const defaultDelayMs = 1000;

const throttled: Readonly<Record<string, string>> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  lambda: 'TooManyRequestsException',
};

async function suffer(
  fault: Fault,
  name: string,
  call: () => AwsResponse | Promise<AwsResponse>,
): Promise<AwsResponse> {
  const delayMs = fault.delayMs ?? defaultDelayMs;
  switch (fault.kind) {
    case 'error':
      throw new AwsError('InternalServerError', 'a fault set by /_tandem/faults', 500);
    case 'throttle':
      throw new AwsError(throttled[name] ?? 'ThrottlingException', 'Rate exceeded (a set fault)');
    case 'latency':
      await delay(delayMs);
      return await call();
    case 'timeout-after':
      // The work is done, the caller never learns it in time.
      await call();
      await delay(delayMs);
      throw new AwsError('InternalServerError', 'a fault set by /_tandem/faults', 500);
    default:
      return await call();
  }
}

export async function withFaults(
  faults: Faults,
  name: string,
  call: () => AwsResponse | Promise<AwsResponse>,
): Promise<AwsResponse> {
  const fault = faults.next(name);
  return fault ? await suffer(fault, name, call) : await call();
}

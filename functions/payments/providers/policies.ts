// How the provider is asked: how long it is waited for, and when it is left alone.
import { createBreaker, createPolicy } from '../../../platform/calls/resilience.ts';
import { policyMetrics } from '../../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import type { ProviderAccess } from './provider.ts';

/** Each of several environments sees few of the calls. */
const failuresInARow = 5;
/** Orders of so many seconds after its return wait for the next message. */
const openMs = 3_000;

/** What is not answered is seen by both: neither asks a provider that is down for the other. */
export const policies = (log: Log): Pick<ProviderAccess, 'policy' | 'lookUpPolicy'> => {
  const { onStateChange, onRefused } = policyMetrics(log, 'provider');
  const breaker = createBreaker({ failuresInARow, openMs, onStateChange });
  return {
    policy: createPolicy({ timeoutMs: 5_000, breaker, onRefused }),
    lookUpPolicy: createPolicy({ timeoutMs: 2_000, breaker, onRefused }),
  };
};

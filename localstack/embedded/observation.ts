// What is counted and disturbed in all services alike: usage, traffic, and faults on purpose.
import { createFaults, type Faults } from '../cloud/faults.ts';
import { createTraffic, type Traffic } from '../cloud/traffic.ts';
import { createUsage, type Usage } from '../cloud/usage.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export interface Observation {
  readonly faults: Faults;
  readonly usage: Usage;
  readonly traffic: Traffic;
  readonly telemetry: Telemetry | undefined;
}

/** `spans` is where those of the gateway go. */
export function observe(spans: Omit<Telemetry, 'requested'> | undefined): Observation {
  const usage = createUsage();
  const traffic = createTraffic();
  return {
    faults: createFaults(),
    usage,
    traffic,
    telemetry: spans && {
      ...spans,
      requested(traceId, part, failed) {
        usage.count([traceId], 'api requests', 'gateway');
        traffic.passed('gateway:api', part, failed);
      },
    },
  };
}

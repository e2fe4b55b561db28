// Faults of container services, met at the load balancer in front of them.

import type { Processes } from '../cloud/cloud.ts';
import type { Fault } from '../cloud/faults.ts';
import { type Forwarded, type ForwardRequest, forward } from './forward.ts';
import type { TargetGroup } from './target-group.ts';

const defaultDelayMs = 1000;

/** The fault that the next request to a service meets, if any. */
export type NextFault = (service: string) => Fault | undefined;

/** Forwards requests, each of which meets the fault that is set for its service. */
export const forwarder =
  (nextFault: NextFault, { processes }: Pick<Processes, 'processes'>) =>
  async (group: TargetGroup, request: ForwardRequest): Promise<Forwarded> => {
    const { service } = group;
    const fault = service && nextFault(service);
    if (!fault) return { ...(await forward(group, request)), service };
    const kill = () => {
      const task = processes().find(({ name }) => name === service);
      if (task) process.kill(task.pid, 'SIGKILL');
    };
    return await forwardWithFault(fault, request, () => forward(group, request), kill);
  };

async function forwardWithFault(
  fault: Fault,
  request: ForwardRequest,
  run: () => Promise<Forwarded>,
  kill: () => void,
): Promise<Forwarded> {
  const delayMs = fault.delayMs ?? defaultDelayMs;
  switch (fault.kind) {
    case 'error':
      return answer(500);
    case 'throttle':
      return answer(429);
    case 'latency':
      await pause(delayMs);
      return await run();
    case 'timeout-after': {
      // The work is done, the caller never learns it in time.
      const { body } = await run();
      if (typeof body !== 'string') body.resume();
      await pause(delayMs);
      return answer(504);
    }
    case 'duplicate': {
      if (request.body && !Buffer.isBuffer(request.body)) return await run();
      const { body } = await run();
      if (typeof body !== 'string') body.resume();
      return await run();
    }
    case 'reorder':
    case 'bounce':
      return await run();
    case 'kill':
      kill();
      return await run();
    default:
      return fault.kind satisfies never;
  }
}

function answer(status: number): Forwarded {
  return {
    status,
    headers: [['Content-Type', 'text/plain']],
    body: 'a fault set by /_tandem/faults',
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

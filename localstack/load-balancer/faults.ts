// Faults of container services, met at the load balancer in front of them.

import type { Fault } from '../cloud/faults.ts';
import type { Forwarded, ForwardRequest } from './forward.ts';

const defaultDelayMs = 1000;

export async function forwardWithFault(
  fault: Fault,
  request: ForwardRequest,
  forward: () => Promise<Forwarded>,
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
      return await forward();
    case 'timeout-after': {
      // The work is done, the caller never learns it in time.
      const { body } = await forward();
      if (typeof body !== 'string') body.resume();
      await pause(delayMs);
      return answer(504);
    }
    case 'duplicate': {
      if (request.body && !Buffer.isBuffer(request.body)) return await forward();
      const { body } = await forward();
      if (typeof body !== 'string') body.resume();
      return await forward();
    }
    case 'reorder':
    case 'bounce':
      return await forward();
    case 'kill':
      kill();
      return await forward();
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

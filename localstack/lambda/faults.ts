// Faults on purpose at a function: what its caller then sees.
import { randomUUID } from 'node:crypto';
import type { InvokeResult } from '../cloud/cloud.ts';
import type { Fault } from '../cloud/faults.ts';

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const defaultDelayMs = 1000;
// Long enough for the event to be in the function's hands, short enough for it not to be done.
const killAfterMs = 5;

function failure(errorType: string, errorMessage: string): InvokeResult {
  const report = { requestId: randomUUID(), durationMs: 0, maxMemoryMb: 0 };
  return {
    payload: JSON.stringify({ errorType, errorMessage }),
    functionError: 'Unhandled',
    report,
  };
}

export async function invokeWithFault(
  fault: Fault,
  invoke: () => Promise<InvokeResult>,
  kill: () => void,
): Promise<InvokeResult> {
  switch (fault.kind) {
    case 'error':
      return failure('FaultError', 'a fault set by /_tandem/faults');
    case 'throttle': {
      const error = new Error('Rate exceeded (a set fault)');
      error.name = 'TooManyRequestsException';
      throw error;
    }
    case 'latency':
      await delay(fault.delayMs ?? defaultDelayMs);
      return await invoke();
    case 'timeout-after':
      // The work is done, its result is lost.
      await invoke();
      return failure('Sandbox.Timedout', 'Error: Task timed out (a set fault)');
    case 'duplicate':
      await invoke();
      return await invoke();
    case 'kill':
      setTimeout(kill, fault.delayMs ?? killAfterMs);
      return await invoke();
    case 'reorder':
    case 'bounce':
      return await invoke();
  }
}

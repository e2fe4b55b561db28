// Faults on purpose at a function: what its caller then sees.
import { randomUUID } from 'node:crypto';
import type { InvokeResult, Processes } from '../../cloud/cloud.ts';
import type { Fault } from '../../cloud/faults.ts';

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

async function invokeWithFault(
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

/** The fault that the next invocation of a service's function meets, if any. */
export type NextFault = (service: string) => Fault | undefined;

interface Needs<I extends { readonly id: string }> {
  readonly host: Pick<Processes, 'processes'>;
  readonly nextFault: NextFault;
  readonly configOf: (id: string) => { readonly name: string; readonly service: string };
  readonly invoke: (invocation: I) => Promise<InvokeResult>;
}

/** `invoke`, where each invocation meets the fault that is set for its service. */
export function disturbed<I extends { readonly id: string }>(needs: Needs<I>): Needs<I>['invoke'] {
  const { host, nextFault, configOf, invoke } = needs;

  const kill = (name: string): void => {
    const running = host.processes().find((one) => one.kind === 'function' && one.name === name);
    if (running) process.kill(running.pid, 'SIGKILL');
  };

  // A failed lookup rejects, it does not throw.
  return async (invocation) => {
    const { name, service } = configOf(invocation.id);
    const fault = nextFault(service);
    if (!fault) return await invoke(invocation);
    return await invokeWithFault(
      fault,
      () => invoke(invocation),
      () => kill(name),
    );
  };
}

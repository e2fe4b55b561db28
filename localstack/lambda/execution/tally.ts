// What became of the invocations of one function since the start.
import type { InvokeResult } from '../../cloud/cloud.ts';

export interface Tally {
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  readonly throttles: number;
  /** Of all invocations together. */
  readonly durationMs: number;
  readonly maxMemoryMb: number;
  readonly lastError: { readonly at: string; readonly text: string } | null;
}

const longestText = 2_000;

export function createTally() {
  const tally = {
    invocations: 0,
    errors: 0,
    coldStarts: 0,
    throttles: 0,
    durationMs: 0,
    maxMemoryMb: 0,
    lastError: null as Tally['lastError'],
  };
  return {
    read: (): Tally => ({ ...tally }),
    throttled: () => {
      tally.throttles += 1;
    },
    ended({ payload, functionError, report }: InvokeResult): void {
      tally.invocations += 1;
      tally.durationMs += report.durationMs;
      tally.maxMemoryMb = Math.max(tally.maxMemoryMb, report.maxMemoryMb);
      if (report.initMs !== undefined) tally.coldStarts += 1;
      if (functionError === undefined) return;
      tally.errors += 1;
      tally.lastError = { at: new Date().toISOString(), text: payload.slice(0, longestText) };
    },
  };
}

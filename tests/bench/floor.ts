// Runs slices of a floor in its own process and tells what they cost.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { treeCpuMs } from './processes.ts';

export interface Slice {
  /** CPU of all processes, milliseconds for each operation. */
  readonly cpuMs: number;
  readonly perSecond: number;
  /** Milliseconds of each operation. */
  readonly times: readonly number[];
}

export interface Floor {
  slice(count: number, concurrency: number): Promise<Slice>;
  stop(): Promise<void>;
}

export const startTransactionFloor = async (): Promise<Floor> => {
  const child: ChildProcess = fork(new URL('floors/transactions.ts', import.meta.url), {
    env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
  });
  await once(child, 'message');
  return {
    slice: async (count, concurrency) => {
      const before = treeCpuMs(child.pid ?? 0);
      child.send({ count, concurrency });
      const [{ times, elapsedMs }] = await once(child, 'message');
      const cpuMs = (treeCpuMs(child.pid ?? 0) - before) / count;
      return { cpuMs, perSecond: (count / elapsedMs) * 1000, times };
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};

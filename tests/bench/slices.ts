// A child process that repeats one piece of work and tells its own CPU time, and the parent's end of it.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** In the child: does the work as often as it is told. */
export const serveSlices = (work: () => Promise<void>): void => {
  process.on('message', async (count: number) => {
    const before = process.cpuUsage();
    for (let number = 0; number < count; number += 1) await work();
    const { user, system } = process.cpuUsage(before);
    process.send?.({ cpuMs: (user + system) / 1000 / count });
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
};

export interface Worker {
  /** CPU milliseconds of one piece of work, from `count` of them in a row. */
  slice(count: number): Promise<number>;
  stop(): Promise<void>;
}

export const startWorker = async (
  module: URL,
  environment: Readonly<Record<string, string>> = {},
): Promise<Worker> => {
  const child: ChildProcess = fork(module, {
    env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const message = async () => {
    const ended = exited.then(() => Promise.reject(new Error(`${module.pathname} ended`)));
    return (await Promise.race([once(child, 'message'), ended]))[0];
  };
  await message();
  return {
    slice: async (count) => {
      child.send(count);
      return (await message()).cpuMs;
    },
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
};

// Runs tests in the warm vitest of a copy of the sources, and begins another one where a run had no end.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Found, Wanted } from './warm-vitest.ts';

export interface Warm {
  /** What fails first; undefined where nothing does. */
  run(project: string, tests: readonly string[]): Promise<Found>;
  /** A source is another one than it was. */
  forget(source: string): void;
  stop(): void;
}

const end = ({ pid }: ChildProcess): void => {
  try {
    // Its workers with it.
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
};

const start = async (directory: string): Promise<ChildProcess> => {
  const child = fork(join(directory, 'tests/mutants/warm-vitest.ts'), {
    cwd: directory,
    detached: true,
    env: { ...process.env, NO_COLOR: '1', MODEL_RUNS: '200' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(child, 'message');
  return child;
};

export const createWarm = (directory: string, lateMs: number): Warm => {
  let child: Promise<ChildProcess> | undefined;
  const changed = new Set<string>();

  const stop = () => {
    child?.then(end, () => undefined);
    child = undefined;
  };

  return {
    stop,
    forget: (source) => void changed.add(source),
    async run(project, tests) {
      if (tests.length === 0) return { killer: undefined };
      child ??= start(directory);
      const running = await child;
      const wanted: Wanted = { project, tests, changed: [...changed] };
      changed.clear();
      running.send(wanted);
      const late = new AbortController();
      const answered = await Promise.race([
        once(running, 'message', late).then(([found]) => found as Found),
        once(running, 'exit', late).then(() => ({ killer: `${project}: the process ended` })),
        sleep(lateMs, { killer: `${project}: without an end` }, late),
      ]);
      late.abort();
      if (answered.killer?.endsWith(': without an end') || running.exitCode !== null) stop();
      return answered;
    },
  };
};

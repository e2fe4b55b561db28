// The program of chaos runs as a child, with the system that it starts: one at a time, and none that outlives the runner.
import { repository } from '../../cli/paths.ts';
import { eachLine, exited, spawnChild, startGuard } from '../../cloud/children.ts';
import type { ChaosAsked } from './asked.ts';

export interface ChaosChild {
  /** What it was asked for, how it goes, and what it said last. */
  view(): ChaosAsked & {
    readonly startedAt: string;
    readonly endedAt: string | null;
    readonly exitCode: number | null;
    readonly isStopped: boolean;
    readonly said: readonly string[];
  };
  readonly isRunning: () => boolean;
  stop(): Promise<void>;
}

const mostSaid = 10;
/** Its system takes no longer to end. */
const stopLimitMs = 8_000;

const flagsOf = ({ orders, seed, faults }: ChaosAsked): readonly string[] => [
  ...['--orders', `${orders}`, '--seed', `${seed}`],
  ...['--faults', faults.join(',') || 'none', '--no-build'],
];

/** `program` is run by this Node, from the repository. */
export function startChaos(program: string, asked: ChaosAsked): ChaosChild {
  const guard = startGuard();
  const startedAt = new Date().toISOString();
  const child = spawnChild(process.execPath, [program, ...flagsOf(asked)], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  guard.add(child.pid);
  const said: string[] = [];
  let endedAt: string | null = null;
  let isStopped = false;

  /** Its system is of its group. */
  function signal(name: NodeJS.Signals): void {
    try {
      process.kill(-child.pid, name);
    } catch {
      // All of it has ended.
    }
  }

  eachLine(child.stderr, (line) => {
    said.push(line);
    if (said.length > mostSaid) said.shift();
  });
  child.once('exit', () => {
    endedAt = new Date().toISOString();
    signal('SIGKILL');
    guard.remove(child.pid);
    guard.stop();
  });

  return {
    view: () => ({
      ...asked,
      ...{ startedAt, endedAt, exitCode: child.exitCode, isStopped },
      said: [...said],
    }),
    isRunning: () => endedAt === null,
    async stop() {
      if (endedAt !== null) return;
      isStopped = true;
      signal('SIGTERM');
      const timer = setTimeout(signal, stopLimitMs, 'SIGKILL');
      await exited(child);
      clearTimeout(timer);
    },
  };
}

// Several chaos runs: the next begins when the one before has healed, since settling is mostly waiting.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Several {
  readonly seeds: readonly number[];
  /** What every run is asked for, besides its seed. */
  readonly args: readonly string[];
  /** All together may take so long. */
  readonly withinSeconds: number;
}

interface Run {
  /** Its storm is over. */
  readonly healed: Promise<void>;
  readonly ended: Promise<number>;
}

const start = (seed: number, args: readonly string[], stopped: AbortSignal): Run => {
  const child = spawn(process.execPath, ['tests/chaos/run.ts', '--seed', `${seed}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not in the terminal's group: Ctrl-C is passed on once.
    detached: true,
  });
  stopped.addEventListener('abort', () => child.kill('SIGINT'));
  const { promise: healed, resolve } = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    console.error(`${seed}: ${line}`);
    if (line.includes('healed:')) resolve();
  });
  const printed: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => printed.push(line));
  const ended = new Promise<number>((done) => {
    child.on('close', (code) => {
      resolve();
      console.log(printed.join('\n'));
      done(code ?? 1);
    });
  });
  return { healed, ended };
};

export const runSeveral = async ({ seeds, args, withinSeconds }: Several): Promise<number> => {
  const began = performance.now();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stopping.abort());
  const runs: Run[] = [];
  for (const seed of seeds) {
    if (stopping.signal.aborted) break;
    // What the first has built is good for all.
    const isBuilt = runs.length > 0 && !args.includes('--no-build');
    const run = start(seed, isBuilt ? [...args, '--no-build'] : args, stopping.signal);
    runs.push(run);
    await run.healed;
  }
  const codes = await Promise.all(runs.map(({ ended }) => ended));
  const seconds = (performance.now() - began) / 1000;
  const isLate = seconds > withinSeconds;
  for (const [index, code] of codes.entries()) {
    console.log(`seed ${seeds[index]}: ${code === 0 ? 'passed' : `FAILED (${code})`}`);
  }
  console.log(
    `${codes.length} runs in ${seconds.toFixed(0)} s${isLate ? `, more than ${withinSeconds} s` : ''}`,
  );
  return Math.max(...codes, isLate ? 1 : 0);
};

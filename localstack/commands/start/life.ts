// The life of a running copy: made, started, filled, and taken down when a person says so.
import { paths, shown } from '../../cli/paths.ts';
import { type Running, removeRunning, writeRunning } from '../../cli/running.ts';
import { interrupted, untilStopped } from '../../cli/signals.ts';
import { keepAssembly, makeAssembly } from '../../tandem/build/make-assembly.ts';
import type { StartOptions } from './options.ts';
import { seedAll } from './seed-shop.ts';
import { killAll, startAll, watch } from './start-system.ts';
import type { Surroundings } from './surroundings.ts';

/** From what is built to the end that a person asks for; answers the exit code. */
export async function runUntilStopped(
  options: StartOptions,
  { terminal, screen, logs }: Surroundings,
): Promise<number> {
  const { ports, stage, context, data } = options;
  const stopped = untilStopped(terminal);
  const running: Running = {
    pid: process.pid,
    ports,
    stage,
    ...(data !== undefined && { data }),
    ready: false,
    startedAt: new Date().toISOString(),
  };
  writeRunning(paths.run, running);
  /** False where a person has asked first. */
  const isDone = (step: Promise<unknown>) =>
    Promise.race([step.then(() => true), stopped.asked.then(() => false)]);
  if (!options.build) keepAssembly(screen);
  else if (!(await isDone(makeAssembly({ stage, context }, screen)))) {
    removeRunning(paths.run, ports.api);
    // Nothing is there yet but what is being built, and that ends with this process.
    process.exit(interrupted);
  }
  let isFilled = !options.seed;
  const system = await startAll(options, screen, { logs, isFilled: () => isFilled });
  stopped.onKill(() => killAll(system));
  if (options.seed && !(await isDone(seedAll(options, screen)))) {
    await system.stop();
    return interrupted;
  }
  isFilled = true;
  writeRunning(paths.run, { ...running, ready: true });
  screen.ready(ports, {
    seeded: options.seed,
    kept: data && (data === paths.data ? '' : `-- --data ${shown(data)} `),
  });
  const watching = options.watch ? await watch(system, logs) : undefined;
  await stopped.asked;
  await watching?.close();
  await system.stop();
  return 0;
}

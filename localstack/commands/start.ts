// `npm start`: builds, synthesises and runs the whole system until it is told to stop.

import { cpSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { UsageError, wholeFlag } from '../../platform/cli/flags.ts';
import { type Flags, portFlag } from '../cli/arguments.ts';
import type { Command } from '../cli/command.ts';
import { logsOf, tidyLogs } from '../cli/log-files.ts';
import { paths } from '../cli/paths.ts';
import { type Context, countStacks, StepError } from '../cli/prepare.ts';
import { listRunning, type Running, removeRunning, writeRunning } from '../cli/running.ts';
import { createScreen, type Screen } from '../cli/screen.ts';
import { untilStopped } from '../cli/signals.ts';
import type { Terminal } from '../cli/terminal.ts';
import { logFormat } from '../cloud/logs/log-format.ts';
import { createLogs, type Logs } from '../cloud/logs/logs.ts';
import { holderOf, isFree } from '../cloud/ports.ts';
import { findDynoxide, howToGetDynoxide } from '../dynamodb/binary.ts';
import { makeAssembly } from '../tandem/build/make-assembly.ts';
import { seed } from '../tandem/seed/seed.ts';
import { seedSteps } from '../tandem/seed/steps.ts';
import { type System, type SystemOptions, startSystem } from '../tandem/system.ts';

interface StartOptions {
  readonly ports: { readonly api: number; readonly aws: number };
  readonly stage: string;
  /** Of the CDK app, beside the stage. */
  readonly context: Context;
  /** Folder the data is kept in; none is kept without. */
  readonly data: string | undefined;
  readonly build: boolean;
  readonly seed: boolean;
  readonly watch: boolean;
  readonly quiet: boolean;
  readonly tasks: number;
}

export const start: Command = {
  name: 'start',
  summary: 'Builds, synthesises and runs the whole system on this machine',
  flags: {
    port: { type: 'string', value: '<port>', help: 'port of the API (PORT, 3000)' },
    'aws-port': { type: 'string', value: '<port>', help: 'AWS endpoint (TANDEM_AWS_PORT, 4566)' },
    ephemeral: { type: 'boolean', help: 'keep no data; may run beside another copy' },
    data: { type: 'string', value: '<folder>', help: 'where data is kept (.local/data)' },
    'no-build': { type: 'boolean', help: 'run what was built and synthesised last' },
    'no-seed': { type: 'boolean', help: 'start without products and users' },
    watch: { type: 'boolean', help: 'rebuild and replace what changes (npm run dev)' },
    tasks: { type: 'string', value: '<n>', help: 'most tasks of one container service (1)' },
    quiet: { type: 'boolean', help: 'no log lines of the services' },
    stage: { type: 'string', value: '<name>', help: 'stage of the CDK app (dev)' },
    context: {
      type: 'string',
      short: 'c',
      multiple: true,
      value: '<name=value>',
      help: 'context of the CDK app, as of cdk deploy',
    },
  },
  notes: ['Ctrl-C stops everything within five seconds; a second one at once.'],
  async run(flags, terminal) {
    const options = optionsOf(flags);
    requireDatabase();
    await requireFree(options);
    const screen = createScreen(terminal);
    screen.title(options.data ? `data in ${shown(options.data)} (kept)` : 'no data is kept');
    tidyLogs();
    const logs = createLogs({
      directory: logsOf(options.ports.api),
      show: showLines(terminal, screen, options.quiet),
    });
    try {
      return await run(options, terminal, screen, logs);
    } catch (error) {
      screen.fail(error, logs.tail(15));
      return 1;
    } finally {
      removeRunning(paths.run, options.ports.api);
      logs.close();
    }
  },
};

const shown = (folder: string): string => relative(process.cwd(), folder) || '.';

function optionsOf({ values }: Flags): StartOptions {
  if (values.ephemeral === true && values.data !== undefined) {
    throw new UsageError('--ephemeral keeps no data, --data keeps it: choose one of them');
  }
  if (values.data === '') throw new UsageError('--data wants a folder');
  return {
    ports: {
      api: portFlag(values.port ?? process.env.PORT, 3000, '--port'),
      aws: portFlag(values['aws-port'] ?? process.env.TANDEM_AWS_PORT, 4566, '--aws-port'),
    },
    stage: String(values.stage ?? 'dev'),
    context: contextOf(values.context),
    data: values.ephemeral === true ? undefined : resolve(String(values.data ?? paths.data)),
    build: values['no-build'] !== true,
    seed: values['no-seed'] !== true,
    watch: values.watch === true,
    quiet: values.quiet === true,
    tasks: wholeFlag(values.tasks?.toString(), 'tasks', { fallback: 1, most: 20 }),
  };
}

function contextOf(given: Flags['values'][string]): Context {
  const pairs = [given ?? []].flat().map((each) => {
    const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(String(each)) ?? [];
    if (name !== undefined && name !== 'stage') return [name, value] as const;
    throw new UsageError(`-c ${each}: it is written as name=value, and the stage as --stage`);
  });
  return Object.fromEntries(pairs);
}

/** What would stop the start is told before anything is built. */
function requireDatabase(): void {
  if (process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined && findDynoxide() === undefined) {
    throw new UsageError(howToGetDynoxide());
  }
}

async function requireFree({ ports, data }: StartOptions): Promise<void> {
  const wanted = [
    [ports.api, '--port or PORT'],
    [ports.aws, '--aws-port or TANDEM_AWS_PORT'],
  ] as const;
  for (const [port, how] of wanted) {
    if (await isFree(port)) continue;
    const holder = holderOf(port);
    const who = holder
      ? `process ${holder.pid} (${holder.command.slice(0, 80)})`
      : 'another process';
    throw new UsageError(`port ${port} is in use by ${who}; choose another with ${how}`);
  }
  const keeping = listRunning(paths.run).find((one) => data !== undefined && one.data === data);
  if (keeping) {
    throw new UsageError(
      `${shown(keeping.data ?? '')} is in use by the copy on port ${keeping.ports.api} (process ${keeping.pid}); start with --ephemeral or another --data`,
    );
  }
}

/** Log lines are shown once the start is over; a start that fails shows the last ones. */
function showLines(terminal: Terminal, screen: Screen, quiet: boolean) {
  const format = logFormat(terminal);
  return (source: string, text: string, at: Date) => {
    // Measurements are for machines; the files have them.
    if (quiet || !screen.started || text.includes('"_aws":')) return;
    terminal.line(format(source, text, at));
  };
}

async function run(
  options: StartOptions,
  terminal: Terminal,
  screen: Screen,
  logs: Logs,
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
  if (options.build) await makeAssembly({ stage, context }, screen);
  else screen.done('assembly', `${countStacks()} stacks, as last made`);
  let isFilled = !options.seed;
  const system = await startAll(options, screen, { logs, isFilled: () => isFilled });
  stopped.onKill(() => killAll(system));
  if (options.seed) await seedAll(options, screen);
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

async function startAll(
  options: StartOptions,
  screen: Screen,
  own: Pick<SystemOptions, 'logs' | 'isFilled'>,
): Promise<System> {
  const clear = screen.doing('resources');
  try {
    return await startSystem({
      assembly: options.watch ? watchedCopy() : paths.assembly,
      stage: options.stage,
      ports: options.ports,
      ...(options.data !== undefined && { dataDir: options.data }),
      ...own,
      onStep: ({ name, text, durationMs }) => screen.done(name, text, durationMs),
      tasks: { limit: options.tasks },
    });
  } catch (error) {
    throw new StepError('run', (error as Error).message, 'npm run logs');
  } finally {
    clear();
  }
}

/** Assets are named by their content, so those that change while they run are a copy. */
function watchedCopy(): string {
  rmSync(paths.watched, { recursive: true, force: true });
  cpSync(paths.assembly, paths.watched, { recursive: true });
  return paths.watched;
}

async function seedAll({ ports, stage }: StartOptions, screen: Screen): Promise<void> {
  const context = {
    apiUrl: `http://localhost:${ports.api}/v1`,
    awsUrl: `http://127.0.0.1:${ports.aws}`,
    stage,
  };
  const clear = screen.doing('seed');
  const results = await seed(context, seedSteps);
  clear();
  const failed = results.filter((result) => result.failed);
  const done = results.filter((result) => !result.failed).map(({ text }) => text);
  const total = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (done.length > 0) screen.done('seed', done.join(', '), total);
  for (const { name, text } of failed) screen.warn(`seed`, `${name}: ${text}`);
}

async function watch({ cloud }: System, logs: Logs): Promise<{ close(): Promise<void> }> {
  const { watchSources } = await import('../tandem/build/watch.ts');
  const { createTypeCheck } = await import('../tandem/build/type-check.ts');
  const say = (text: string) => {
    for (const line of text.split('\n')) logs.line('watch', line);
  };
  return await watchSources(cloud, say, { changed: createTypeCheck(say) });
}

function killAll({ cloud }: System): void {
  for (const { pid } of cloud.processes()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

// `npm run invoke`: runs one function with an event, in the running system or in one made for it.

import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import type { Flags } from '../cli/arguments.ts';
import { chosenPort } from '../cli/chosen.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning, listRunning } from '../cli/running.ts';
import { untilStopped } from '../cli/signals.ts';
import type { Terminal } from '../cli/terminal.ts';
import { fill, keptEvent, readEvent } from './invoke/event.ts';
import { bundleName, functionNamed } from './invoke/function-name.ts';
import { runningCopy } from './invoke/running-copy.ts';
import type { Changes, OwnCopy, Target } from './invoke/target.ts';

export const invoke: Command = {
  name: 'invoke',
  summary: 'Runs one function with an event and prints its answer',
  parameters: '<service>[/<entry>] [<event.json|->]',
  flags: {
    event: { type: 'string', value: '<file|->', help: 'the event, in place of the second word' },
    env: {
      type: 'string',
      multiple: true,
      value: '<KEY=VALUE>',
      help: 'change its environment (a copy of its own is started)',
    },
    timeout: { type: 'string', value: '<s>', help: 'change its timeout (a copy of its own)' },
    inspect: {
      type: 'boolean',
      help: 'wait for a debugger before its first line (a copy of its own)',
    },
    watch: {
      type: 'boolean',
      help: 'run it again when a source or the event changes (a copy of its own)',
    },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Examples: npm run invoke -- auth',
    '          npm run invoke -- auth tests/events/auth-handler.json --watch',
    '          echo {} | npm run invoke -- payments/reconcile -',
    'Without an event it is tests/events/<service>-<entry>.json.',
    'In an event {{demoToken}}, {{adminToken}}, {{uuid}} and {{now}} are replaced.',
    'Exit code 1 when the function fails.',
  ],
  async run(flags, terminal) {
    const { values, positionals } = flags;
    const [wanted, second, ...more] = positionals;
    if (!wanted) throw new UsageError('which function? e.g. auth or payments/reconcile');
    if (more.length > 0) throw new UsageError(`what is ${more[0]}? one function and one event`);
    const file = (values.event as string | undefined) ?? second;
    const watches = values.watch === true;
    if (watches && file === '-') throw new UsageError('--watch wants a file, not the input');
    // Read before anything is started: a wrong file is told at once.
    const event = file === undefined ? undefined : await readEvent(file);
    const changes = changesOf(values);
    const port = chosenPort(values);
    const isRunning = port !== undefined || listRunning(paths.run).some(({ ready }) => ready);
    if (isRunning && !watches && !changes) {
      const target = runningCopy(findRunning(paths.run, port));
      const name = functionNamed(wanted, await target.names());
      return await call(target, name, event ?? (await eventOf(name)), terminal);
    }
    return await callAlone(wanted, { file, event, changes, watches }, terminal);
  },
};

interface Alone {
  readonly file: string | undefined;
  readonly event: string | undefined;
  readonly changes: Changes | undefined;
  readonly watches: boolean;
}

async function callAlone(wanted: string, alone: Alone, terminal: Terminal): Promise<number> {
  const { file, event, changes, watches } = alone;
  // The answer alone goes to the output.
  const quiet: Terminal = { ...terminal, line: terminal.error, spin: () => () => undefined };
  const stopped = untilStopped(quiet).asked;
  // The whole embedded cloud, which a call into a running copy does without.
  const { startOwnCopy } = await import('./invoke/own-copy.ts');
  const copy = await startOwnCopy(quiet);
  try {
    const name = functionNamed(wanted, await copy.names());
    if (changes) await copy.change(name, changes);
    const ending = watches
      ? callAgain(copy, name, { file: file ?? keptEvent(bundleName(name)), stopped }, terminal)
      : call(copy, name, event ?? (await eventOf(name)), terminal);
    return await Promise.race([ending, stopped.then(() => (watches ? ending : 130))]);
  } finally {
    await copy.stop();
  }
}

const eventOf = (name: string): Promise<string> => readEvent(keptEvent(bundleName(name)));

function changesOf({ env, timeout, inspect }: Flags['values']): Changes | undefined {
  if (env === undefined && timeout === undefined && inspect !== true) return undefined;
  const pairs = ((env ?? []) as string[]).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UsageError(`--env ${pair} must be KEY=VALUE`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const timeoutSeconds = timeout === undefined ? undefined : Number(timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0 && timeoutSeconds <= mostSeconds)) {
    throw new UsageError(
      `--timeout must be a number of seconds up to ${mostSeconds}, not ${String(timeout)}`,
    );
  }
  return { environment: Object.fromEntries(pairs), timeoutSeconds, inspect: inspect === true };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const mostSeconds = 900;

async function call(
  target: Target,
  name: string,
  event: string,
  terminal: Terminal,
): Promise<number> {
  const answer = await target.invoke(name, await fill(event, target.apiUrl));
  terminal.line(pretty(answer.payload));
  if (answer.report) terminal.error(answer.report);
  return answer.failed ? 1 : 0;
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}

// Editors write a file in several steps.
const settleMs = 60;

/** Until Ctrl-C; what came of the last run decides the exit code. */
async function callAgain(
  copy: OwnCopy,
  name: string,
  { file, stopped }: { readonly file: string; readonly stopped: Promise<void> },
  terminal: Terminal,
): Promise<number> {
  let code = 0;
  let turn = Promise.resolve();
  const once = async () => {
    code = await call(copy, name, await readEvent(file), terminal);
  };
  const again = () => {
    turn = turn.then(once).catch((error: Error) => {
      code = 1;
      terminal.error(error.message);
    });
  };
  let timer: NodeJS.Timeout | undefined;
  // The folder: many editors write another file and rename it.
  const watcher = watch(dirname(resolve(file)), (_event, changed) => {
    if (changed !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(again, settleMs);
  });
  await copy.watch(again);
  again();
  await turn;
  terminal.error('waiting for changes; Ctrl-C ends');
  await stopped;
  watcher.close();
  return code;
}

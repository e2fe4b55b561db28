// A function in a system made for it: called once, or again whenever a source or its event changes.
import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { interrupted, untilStopped } from '../../cli/signals.ts';
import { createTerminal, type Terminal } from '../../cli/terminal.ts';
import { call } from './call.ts';
import { eventOf, keptEvent, readEvent } from './event.ts';
import { bundleName, functionNamed } from './function-name.ts';
import { knownNames } from './known-names.ts';
import type { Changes, OwnCopy } from './target.ts';

interface Alone {
  readonly file: string | undefined;
  readonly event: string | undefined;
  readonly changes: Changes | undefined;
  readonly watches: boolean;
}

/** Answers the exit code. */
export async function callAlone(wanted: string, alone: Alone, terminal: Terminal): Promise<number> {
  const { file, event, changes, watches } = alone;
  // A name that nothing has is told before minutes are spent on a system.
  functionNamed(wanted, knownNames());
  // The answer alone goes to the output.
  const { spin } = createTerminal({ stdout: process.stderr });
  const quiet: Terminal = { ...terminal, line: terminal.error, spin };
  const stopped = untilStopped(quiet).asked;
  // The whole embedded cloud, which a call into a running copy does without.
  const { startOwnCopy } = await import('./own-copy.ts');
  const copy = await startOwnCopy(quiet);
  try {
    const name = functionNamed(wanted, await copy.names());
    if (changes) await copy.change(name, changes);
    const ending = watches
      ? callAgain(copy, name, { file: file ?? keptEvent(bundleName(name)), stopped }, terminal)
      : call(copy, name, event ?? (await eventOf(name)), terminal);
    return await Promise.race([ending, stopped.then(() => (watches ? ending : interrupted))]);
  } finally {
    await copy.stop();
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

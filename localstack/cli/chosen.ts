// Which running copy a command is about: the one whose API port was given, or the only one.
import { type Flags, portFlag } from './arguments.ts';
import { paths } from './paths.ts';
import { findRunning, type Running } from './running.ts';

/** Undefined where no port was given. */
export function chosenPort({ port }: Flags['values']): number | undefined {
  return port === undefined ? undefined : portFlag(port, 0, '--port');
}

/** Says what to do where there is none. */
export function chosenCopy(values: Flags['values'] = {}): Running {
  return findRunning(paths.run, chosenPort(values));
}

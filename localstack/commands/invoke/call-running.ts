// A function of a copy that is running.
import { paths } from '../../cli/paths.ts';
import { findRunning, listRunning } from '../../cli/running.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { call } from './call.ts';
import { eventOf } from './event.ts';
import { functionNamed } from './function-name.ts';
import { runningCopy } from './running-copy.ts';

export const isAnyRunning = (): boolean => listRunning(paths.run).some(({ ready }) => ready);

export interface RunningCall {
  /** API port of the copy, if there are several. */
  readonly port: number | undefined;
  /** @default the one kept for the function */
  readonly event: string | undefined;
}

/** Answers the exit code. */
export async function callRunning(
  wanted: string,
  { port, event }: RunningCall,
  terminal: Terminal,
): Promise<number> {
  const target = runningCopy(findRunning(paths.run, port));
  const name = functionNamed(wanted, await target.names());
  return await call(target, name, event ?? (await eventOf(name)), terminal);
}

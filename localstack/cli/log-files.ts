// Log files of each copy, in a directory named by its API port; they begin anew with each start.

import { type Dirent, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';
import { paths } from './paths.ts';
import { listRunning, type Running } from './running.ts';

// Enough to look at what the last few test runs did.
const kept = 10;

export function logsOf(apiPort: number): string {
  return join(paths.logs, String(apiPort));
}

/** Directory of the copy on this port, of the one that runs, or of the last that did. */
export function findLogs(apiPort: number | undefined): string {
  const [running] = listRunning(paths.run).sort((one) => (one.data === undefined ? 1 : -1));
  const port = apiPort ?? running?.ports.api;
  const all = newestFirst();
  const found = port === undefined ? all[0] : all.find((path) => basename(path) === String(port));
  if (found) return found;
  throw new UsageError(
    port === undefined
      ? 'there are no logs yet; start the system with npm start'
      : `there are no logs of a copy on port ${port}`,
  );
}

/** Forgets the logs of copies that ran long ago; those of copies that run stay, however old they are. */
export function tidyLogs(
  directory = paths.logs,
  running: readonly Pick<Running, 'ports'>[] = listRunning(paths.run),
): void {
  const names = new Set(running.map(({ ports }) => String(ports.api)));
  const ended = newestFirst(directory).filter((path) => !names.has(basename(path)));
  for (const path of ended.slice(kept)) rmSync(path, { recursive: true, force: true });
}

function newestFirst(directory = paths.logs): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(directory, name))
    .map((path) => ({ path, at: statSync(path).mtimeMs }))
    .sort((one, other) => other.at - one.at)
    .map(({ path }) => path);
}

// Files in `.local/run` that say which copies of the embedded cloud are running, one by API port.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../platform/cli/flags.ts';

export interface Running {
  readonly pid: number;
  readonly ports: { readonly api: number; readonly aws: number };
  readonly stage: string;
  /** Folder of its data; none is kept without. */
  readonly data?: string;
  /** False until everything is ready. */
  readonly ready: boolean;
  readonly startedAt: string;
}

export function writeRunning(directory: string, running: Running): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(fileOf(directory, running.ports.api), JSON.stringify(running, null, 2));
}

export function removeRunning(directory: string, apiPort: number): void {
  rmSync(fileOf(directory, apiPort), { force: true });
}

/** Copies whose process is alive; files of others are removed. */
export function listRunning(directory: string): Running[] {
  return names(directory).flatMap((name) => {
    const running = read(join(directory, name));
    if (running && isAlive(running.pid)) return [running];
    rmSync(join(directory, name), { force: true });
    return [];
  });
}

/** The copy on this API port, or the only one; says what to do when there is none. */
export function findRunning(directory: string, apiPort: number | undefined): Running {
  const all = listRunning(directory);
  const found =
    apiPort === undefined
      ? (all.find((one) => one.data !== undefined) ?? all[0])
      : all.find(({ ports }) => ports.api === apiPort);
  if (found) return found;
  const others = all.map(({ ports }) => ports.api).join(', ');
  throw new UsageError(
    apiPort === undefined || all.length === 0
      ? 'nothing is running; start it with npm start'
      : `nothing is running on port ${apiPort}; running: ${others} (choose with --port)`,
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Killed, and not yet fetched by its parent: it can be signalled, but holds nothing any more. Told by Linux only; the
 * state follows the name, which may have brackets of its own (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
 */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function read(file: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}

function fileOf(directory: string, apiPort: number): string {
  return join(directory, `${apiPort}.json`);
}

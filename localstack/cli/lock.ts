// A lock file that names its process and is kept fresh by it; one left behind is taken over.

import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlive } from './running.ts';

const retryMs = 50;
const freshenMs = 1000;
/** The number of a process that was killed may be that of another by now, so that its lock would hold for ever. */
const staleMs = 30_000;

/** Waits for the lock; answers what releases it. `waits` is told once which process has it. */
export async function lock(
  file: string,
  waits: (pid: number) => void = () => undefined,
): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  let isTold = false;
  while (!take(file)) {
    const pid = holder(file);
    if (isLeft(file, pid)) rmSync(file, { force: true });
    else {
      if (!isTold) waits(pid);
      isTold = true;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
  const timer = setInterval(() => freshen(file), freshenMs).unref();
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isLeft(file: string, pid: number): boolean {
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  return !isAlive(pid) || Date.now() - mtimeMs > staleMs;
}

function freshen(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function holder(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || process.pid;
  } catch {
    return process.pid;
  }
}

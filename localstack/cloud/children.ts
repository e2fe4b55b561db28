// Child processes that never outlive the runner, and never keep it waiting: one guard process watches the runner and kills what is left.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';

// Reads "+pid" and "-pid" lines; when the runner dies its end of the pipe closes and the rest is killed, with its groups.
const guardScript = `
children=""
while read -r line; do
  pid=\${line#?}
  case $line in
    +*) children="$children $pid " ;;
    -*) children=$(printf %s "$children" | sed "s/ $pid / /g") ;;
  esac
done
for pid in $children; do kill -s KILL -- "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null; done
`;

/** An option of V8 for what runs long: else it lets garbage pile up to four times what lives, as the machine's memory allows. */
export const tightHeap = '--heap-growing-percent=50';

/** Of this process, from now on. */
export const tightenHeap = (): void => setFlagsFromString(tightHeap);

export interface Guard {
  add(pid: number): void;
  remove(pid: number): void;
  stop(): void;
}

export function startGuard(): Guard {
  // Detached children are in their own group: Ctrl-C in the terminal reaches only the runner.
  const child = spawn('/bin/sh', ['-c', guardScript], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  child.stdin.on('error', () => undefined);
  const unrefable = child.stdin as unknown as { unref?: () => void };
  unrefable.unref?.();
  return {
    add: (pid) => void child.stdin.write(`+${pid}\n`),
    remove: (pid) => void child.stdin.write(`-${pid}\n`),
    stop: () => void child.stdin.end(),
  };
}

/** A third of the runner's share for each child. */
const behindTheRunner = 5;
/** A third of that for a child that computes: on AWS it has processors of its own, and takes the others nothing. */
export const behindTheOthers = 10;
const attempts = 50;

/**
 * On Linux a session of its own has a share of its own, whatever the niceness of its processes, unless the session has
 * one as well: https://man7.org/linux/man-pages/man7/sched.7.html (autogroup). Who is not root may set one every tenth
 * of a second.
 */
async function shareOfSession(pid: number, niceness: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      await writeFile(`/proc/${pid}/autogroup`, String(niceness), { flag: 'r+' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
    await sleep(100 + Math.random() * 200, undefined, { ref: false });
  }
}

/** Lets a child stand behind the runner; where the system does not know how, it does not. */
function standBehind(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended, or the system allows no such thing.
  }
  void shareOfSession(pid, niceness);
}

/** Starts a process in its own group, so that a signal to the runner's group does not reach it, and behind the runner. */
export function spawnChild(
  command: string,
  args: readonly string[],
  { niceness = behindTheRunner, ...options }: SpawnOptions & { readonly niceness?: number },
): ChildProcess & { pid: number } {
  const child = spawn(command, args, { ...options, detached: true });
  // Without a listener a failed start would end the runner; a missing pid tells it here.
  child.on('error', () => undefined);
  if (child.pid === undefined) throw new Error(`${command} does not start`);
  standBehind(child.pid, niceness);
  return child as ChildProcess & { pid: number };
}

export function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** SIGTERM, then SIGKILL when the process is still there after the limit. */
export async function terminate(child: ChildProcess, limitMs: number): Promise<void> {
  const gone = exited(child);
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await gone;
  clearTimeout(timer);
}

/** Calls back with each full line a stream carries. */
export function eachLine(
  stream: NodeJS.ReadableStream | null | undefined,
  onLine: (line: string) => void,
): void {
  if (!stream) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

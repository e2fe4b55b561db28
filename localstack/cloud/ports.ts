// Which ports are free, and which process holds one that is not.

import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

export interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** On both addresses of `localhost`: browsers ask the one of IPv6 first, whoever listens there. */
export async function isFree(port: number): Promise<boolean> {
  return (await isFreeOn(port, '127.0.0.1')) && (await isFreeOn(port, '::1'));
}

/** Not every machine has IPv6. */
const noAddress = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

function isFreeOn(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(noAddress.has(code)));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

/**
 * A port that is free now, below those that systems give to connections and to whoever asks for any (32768 on Linux,
 * 49152 elsewhere): until it is listened on nothing takes it but another draw of the same number.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    if (await isFree(port)) return port;
  }
}

/** Answers undefined when the holder belongs to someone else or cannot be found. */
export function holderOf(port: number): Holder | undefined {
  try {
    return process.platform === 'linux' ? fromProc(port) : fromLsof(port);
  } catch {
    return undefined;
  }
}

/** `/proc/net/tcp` gives the inode of the listening socket, `/proc/<pid>/fd` who has it open. */
function fromProc(port: number): Holder | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = '0A';
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === listening)
      .map((fields) => `socket:[${fields[9]}]`),
  );
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const pid = pids.find((name) => opens(name, inodes));
  if (pid === undefined) return undefined;
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { pid: Number(pid), command };
}

function opens(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) =>
      inodes.has(linkOf(`/proc/${pid}/fd/${descriptor}`)),
    );
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function fromLsof(port: number): Holder | undefined {
  const run = (command: string, args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const pid = Number(run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']).split('\n')[0]);
  return pid > 0 ? { pid, command: run('ps', ['-o', 'command=', '-p', `${pid}`]) } : undefined;
}

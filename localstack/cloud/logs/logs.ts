// Log lines of everything that runs: kept in files of a limited size, shown to a person, told to who listens, searched.

import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../cloud.ts';
import { linesOnDisk } from './files.ts';
import { isWanted, type LogFilter, type LogLine } from './line.ts';

export interface Logs extends Log {
  /** The lines that are wanted, newest first: of those in memory, then of those in the files. */
  search(filter: LogFilter, limit: number): Promise<LogLine[]>;
  /** Calls back with each line from now on; answers how to stop it. */
  listen(listener: (line: LogLine) => void): () => void;
  /** The last lines of all sources, for a start that failed. */
  tail(count: number): { source: string; text: string; at: Date }[];
  close(): void;
}

export interface LogOptions {
  /** One file a source, begun anew; nothing is written when left out. */
  readonly directory?: string;
  readonly show?: (source: string, text: string, at: Date) => void;
  /** Bytes of the file of a source; as many again are kept of what came before. @default 8 MiB */
  readonly fileBytes?: number;
}

// A few minutes of a busy system, some megabytes.
const kept = 20_000;
// One write for many lines; writing each would be an eighth of the runner's work under load.
const flushMs = 100;

/** Times that are told apart: the lines of a millisecond are counted where others have microseconds. */
function createTimes() {
  let last = 0;
  let count = 0;
  return () => {
    const now = Math.max(Date.now(), last);
    count = now === last ? count + 1 : 0;
    if (count > 999) [last, count] = [last + 1, 0];
    else last = now;
    return `${new Date(last).toISOString().slice(0, -1)}${String(count).padStart(3, '0')}Z`;
  };
}

export function createLogs({ directory, show, fileBytes = 8 * 1024 * 1024 }: LogOptions): Logs {
  const waiting = new Map<string, string>();
  const sizes = new Map<string, number>();
  const lines: LogLine[] = [];
  const listeners = new Set<(line: LogLine) => void>();
  const timeOf = createTimes();
  let timer: NodeJS.Timeout | undefined;
  if (directory !== undefined) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
  }

  function write({ source, at, text }: LogLine): void {
    if (directory === undefined) return;
    waiting.set(source, `${waiting.get(source) ?? ''}${at} ${text}\n`);
    timer ??= setTimeout(flush, flushMs);
  }

  function append(file: string, text: string): void {
    const size = sizes.get(file) ?? statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const isFull = size > 0 && size + text.length > fileBytes && existsSync(file);
    if (isFull) renameSync(file, `${file}.1`);
    appendFileSync(file, text);
    sizes.set(file, (isFull ? 0 : size) + text.length);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (directory === undefined) return;
    try {
      // Somebody may have cleared it away meanwhile.
      mkdirSync(directory, { recursive: true });
      for (const [source, text] of waiting) {
        append(join(directory, `${source.replace(/[^\w.-]/g, '_')}.log`), text);
        waiting.delete(source);
      }
    } catch (error) {
      // What runs goes on without its files; they go on when there is room.
      waiting.clear();
      show?.('tandem', `log lines are not kept: ${(error as Error).message}`, new Date());
    }
  }

  return {
    line(source, text) {
      const line = { source, text, at: timeOf() };
      lines.push(line);
      if (lines.length > kept * 1.1) lines.splice(0, lines.length - kept);
      write(line);
      if (show !== undefined) show(source, text, new Date(line.at));
      for (const listener of listeners) listener(line);
    },
    async search(filter, limit) {
      const found = lines.filter((line) => isWanted(line, filter)).slice(-limit);
      const oldest = lines[0]?.at;
      if (found.length >= limit || directory === undefined) return found.reverse();
      flush();
      const before = [filter.before, oldest].filter((at) => at !== undefined).sort()[0];
      const older = await linesOnDisk(directory, { ...filter, before }, limit - found.length);
      return [...found.reverse(), ...older];
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tail: (count) => lines.slice(-count).map((line) => ({ ...line, at: new Date(line.at) })),
    close: flush,
  };
}

// Log lines of everything that runs: kept in files, shown to a person, searched by trace.

import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { structured } from './cli/log-format.ts';
import type { Log } from './cloud.ts';

export interface Logs extends Log {
  /** Structured lines that carry this trace or correlation id, oldest first. */
  trace(id: string): Record<string, unknown>[];
  /** The last lines of all sources, for a start that failed. */
  tail(count: number): { source: string; text: string; at: Date }[];
  close(): void;
}

export interface LogOptions {
  /** One file a source, begun anew; nothing is written when left out. */
  readonly directory?: string;
  readonly show?: (source: string, text: string, at: Date) => void;
}

interface Line {
  readonly source: string;
  readonly text: string;
  readonly at: Date;
}

// A few minutes of a busy system, some megabytes.
const kept = 20_000;
// One write for many lines; writing each would be an eighth of the runner's work under load.
const flushMs = 100;

export function createLogs({ directory, show }: LogOptions): Logs {
  const waiting = new Map<string, string>();
  const lines: Line[] = [];
  let timer: NodeJS.Timeout | undefined;
  if (directory !== undefined) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
  }

  function write(source: string, line: string): void {
    if (directory === undefined) return;
    waiting.set(source, `${waiting.get(source) ?? ''}${line}\n`);
    timer ??= setTimeout(flush, flushMs);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (directory === undefined) return;
    try {
      for (const [source, text] of waiting) {
        appendFileSync(join(directory, `${source.replace(/[^\w.-]/g, '_')}.log`), text);
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
      const at = new Date();
      lines.push({ source, text, at });
      if (lines.length > kept * 1.1) lines.splice(0, lines.length - kept);
      write(source, `${at.toISOString()} ${text}`);
      show?.(source, text, at);
    },
    trace(id) {
      return lines
        .filter(({ text }) => text.includes(id))
        .flatMap(({ source, text, at }) => {
          const record = structured(text);
          return record ? [{ source, at: at.toISOString(), ...record }] : [];
        });
    },
    tail: (count) => lines.slice(-count),
    close: flush,
  };
}

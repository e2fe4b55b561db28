// Files that are whole after a killed process, a full disk or a torn end.

import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';

/** In place of what was there, or not at all; readable by its owner only. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export interface Journal<Entry> {
  /** As they were when it was opened, oldest first. */
  readonly entries: readonly Entry[];
  /** Whole or not at all: throws when there is no room, and leaves the file as it was. */
  append(entry: Entry): void;
  clear(): void;
}

/** JSON, one entry a line. An end that was torn while it was written is left out and taken away: nobody was told of it. */
export function openJournal<Entry>(file: string): Journal<Entry> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  const entries = whole
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      try {
        return JSON.parse(line) as Entry;
      } catch {
        throw new Error(`${file}: line ${index + 1} is no JSON; mend it, or take it away`);
      }
    });
  return {
    entries,
    append(entry) {
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      try {
        appendFileSync(file, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        truncateSync(file, size);
        throw error;
      }
    },
    clear: () => writeFileSync(file, ''),
  };
}

/** What SQLite says: https://www.sqlite.org/rescode.html#full */
const sqliteFull = 13;

export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === sqliteFull;
}

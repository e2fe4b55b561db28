// The last entries of something, in two files that take turns: when one is full the other begins anew.
import { appendFileSync, closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

export interface RingFile<Entry> {
  /** As they were when it was opened, oldest first; a line that is torn is left out. */
  readonly entries: readonly Entry[];
  /** Throws where there is no room. */
  append(entries: readonly Entry[]): void;
}

function linesOf<Entry>(file: string): Entry[] {
  const text = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, 'utf8') : '';
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}

/** `bytes` of each of the two files. */
export function openRingFile<Entry>(file: string, bytes: number): RingFile<Entry> {
  const older = `${file}.1`;
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let open: number | undefined;
  return {
    entries: [...linesOf<Entry>(older), ...linesOf<Entry>(file)],
    append(entries) {
      const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
      if (size > 0 && size + text.length > bytes) {
        if (open !== undefined) closeSync(open);
        open = undefined;
        renameSync(file, older);
        size = 0;
      }
      // Kept open: to open it each time is most of what a write costs.
      open ??= openSync(file, 'a');
      // On a line of its own, whatever a killed process has left.
      appendFileSync(open, size === 0 ? text : `\n${text}`);
      size += text.length + 1;
    },
  };
}

// The lines that a run needs of the log files, read as they grow: a full file takes the place of the one before it.
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface LogLine {
  readonly source: string;
  readonly message: string;
  readonly kind?: string;
  readonly messageId?: string;
  readonly reason?: unknown;
}

const structured = (source: string, line: string): LogLine[] => {
  const start = line.indexOf('{');
  if (start < 0) return [];
  try {
    const { message, kind, messageId, reason } = JSON.parse(line.slice(start)) as LogLine;
    return [{ source, message, kind, messageId, reason }];
  } catch {
    return [];
  }
};

interface Position {
  readonly inode: number;
  /** Bytes up to the end of the last whole line. */
  readonly offset: number;
}

/** Whole lines after a position; none when the file is another than the one that was read. */
const readOn = (
  path: string,
  from?: Position,
): { text: string; position: Position } | undefined => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { ino: inode, size } = fstatSync(file);
    if (from !== undefined && from.inode !== inode) return undefined;
    const offset = from?.offset ?? 0;
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    const read = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
    const whole = read.lastIndexOf(10) + 1;
    return {
      text: read.toString('utf8', 0, whole),
      position: { inode, offset: offset + whole },
    };
  } finally {
    closeSync(file);
  }
};

/** Answers all lines so far. Has to be called before a file has been filled twice. */
export const followLogs = (directory: string): (() => readonly LogLine[]) => {
  const positions = new Map<string, Position>();
  const lines: LogLine[] = [];

  const follow = (source: string): string => {
    const path = join(directory, `${source}.log`);
    const known = positions.get(source);
    const same = readOn(path, known);
    const rest = same ? '' : (readOn(`${path}.1`, known)?.text ?? '');
    const now = same ?? readOn(path);
    if (now !== undefined) positions.set(source, now.position);
    return rest + (now?.text ?? '');
  };

  return () => {
    for (const name of readdirSync(directory).filter((one) => one.endsWith('.log'))) {
      const source = name.slice(0, -'.log'.length);
      for (const line of follow(source).split('\n')) lines.push(...structured(source, line));
    }
    return lines;
  };
};

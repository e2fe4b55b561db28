// The files of the logs, read once and followed.
import { createReadStream, readdirSync, watchFile } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../../platform/cli/flags.ts';
import type { LogLine } from '../../cloud/logs/line.ts';

/** `orders.log` and what was before it, `orders.log.1`. */
const ending = /\.log(\.1)?$/;
const sourceOf = (file: string) => basename(file).replace(ending, '');

export function filesOf(directory: string, wanted: readonly string[] | undefined): string[] {
  const names = readdirSync(directory).filter((name) => ending.test(name));
  const sources = new Set(names.map(sourceOf));
  const unknown = wanted?.find((name) => !sources.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `there are no logs of ${unknown}; there are those of ${[...sources].join(', ')}`,
    );
  }
  return names
    .filter((name) => !wanted || wanted.includes(sourceOf(name)))
    .map((name) => join(directory, name));
}

export async function read(file: string, start: number, end: number): Promise<LogLine[]> {
  if (end <= start) return [];
  const lines: LogLine[] = [];
  const stream = createReadStream(file, { start, end: end - 1 });
  for await (const line of createInterface({ input: stream })) {
    const space = line.indexOf(' ');
    lines.push({
      source: sourceOf(file),
      at: line.slice(0, space),
      text: line.slice(space + 1),
    });
  }
  return lines;
}

export function follow(file: string, from: number, show: (line: LogLine) => void): void {
  let seen = from;
  watchFile(file, { interval: 200 }, ({ size }) => {
    // Begun anew when it was full.
    const start = size < seen ? 0 : seen;
    seen = size;
    read(file, start, size).then(
      (lines) => lines.forEach(show),
      (error: unknown) =>
        show({ source: 'logs', at: new Date().toISOString(), text: String(error) }),
    );
  });
}

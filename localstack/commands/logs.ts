// `npm run logs`: what the processes have said, from its files in `.local/logs`.

import { createReadStream, readdirSync, statSync, watchFile } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../platform/cli/flags.ts';
import { portFlag } from '../cli/arguments.ts';
import type { Command } from '../cli/command.ts';
import { findLogs } from '../cli/log-files.ts';
import { logFormat } from '../cli/log-format.ts';

interface Line {
  readonly source: string;
  readonly at: string;
  readonly text: string;
}

export const logs: Command = {
  name: 'logs',
  summary: 'Shows the log lines of the services, oldest first',
  flags: {
    follow: { type: 'boolean', short: 'f', help: 'go on with new lines' },
    service: {
      type: 'string',
      multiple: true,
      value: '<name>',
      help: 'only this one (repeatable)',
    },
    since: { type: 'string', value: '<time>', help: 'e.g. 90s, 10m, 2h, or an ISO time (10m)' },
    json: { type: 'boolean', help: 'the lines as they were written' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  async run({ values }, terminal) {
    const wanted = values.service as string[] | undefined;
    const since = sinceOf(String(values.since ?? '10m'), Date.now());
    const port = values.port === undefined ? undefined : portFlag(values.port, 0, '--port');
    const files = filesOf(findLogs(port), wanted);
    const format = logFormat(terminal);
    const show = ({ source, at, text }: Line) =>
      terminal.line(values.json ? text : format(source, text, new Date(at)));
    const ends = files.map((file) => statSync(file).size);
    const lines = (
      await Promise.all(files.map((file, index) => read(file, 0, ends[index] ?? 0)))
    ).flat();
    for (const line of lines.sort((one, other) => (one.at < other.at ? -1 : 1))) {
      if (line.at >= since) show(line);
    }
    if (values.follow !== true) return 0;
    for (const [index, file] of files.entries()) follow(file, ends[index] ?? 0, show);
    return await new Promise<number>((resolve) => process.once('SIGINT', () => resolve(0)));
  },
};

export function sinceOf(text: string, now: number): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  if (count && unit) return new Date(now - Number(count) * (units[unit] ?? 0)).toISOString();
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`--since ${text} is not a time; try 10m`);
  return new Date(at).toISOString();
}

function filesOf(directory: string, wanted: readonly string[] | undefined): string[] {
  const names = readdirSync(directory).filter((name) => name.endsWith('.log'));
  const unknown = wanted?.find((name) => !names.includes(`${name}.log`));
  if (unknown !== undefined) {
    const known = names.map((name) => basename(name, '.log')).join(', ');
    throw new UsageError(`there are no logs of ${unknown}; there are those of ${known}`);
  }
  return names
    .filter((name) => !wanted || wanted.includes(basename(name, '.log')))
    .map((name) => join(directory, name));
}

async function read(file: string, start: number, end: number): Promise<Line[]> {
  if (end <= start) return [];
  const lines: Line[] = [];
  const stream = createReadStream(file, { start, end: end - 1 });
  for await (const line of createInterface({ input: stream })) {
    const space = line.indexOf(' ');
    lines.push({
      source: basename(file, '.log'),
      at: line.slice(0, space),
      text: line.slice(space + 1),
    });
  }
  return lines;
}

function follow(file: string, from: number, show: (line: Line) => void): void {
  let seen = from;
  watchFile(file, { interval: 200 }, ({ size }) => {
    const start = Math.min(seen, size);
    seen = size;
    read(file, start, size).then(
      (lines) => lines.forEach(show),
      (error: unknown) =>
        show({ source: 'logs', at: new Date().toISOString(), text: String(error) }),
    );
  });
}

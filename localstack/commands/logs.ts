// `npm run logs`: what the processes have said, from its files in `.local/logs`.

import { createReadStream, readdirSync, statSync, watchFile } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../platform/cli/flags.ts';
import type { Flags } from '../cli/arguments.ts';
import { chosenPort } from '../cli/chosen.ts';
import type { Command } from '../cli/command.ts';
import { findLogs } from '../cli/log-files.ts';
import { isWanted, type LogFilter, type LogLine, levels } from '../cloud/logs/line.ts';
import { logFormat } from '../cloud/logs/log-format.ts';

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
    grep: { type: 'string', value: '<text>', help: 'only lines with it, in any case of letters' },
    level: {
      type: 'string',
      value: '<level>',
      help: `this one and those above: ${levels.join(' ')}`,
    },
    order: { type: 'string', value: '<id>', help: 'only lines about this order' },
    trace: { type: 'string', value: '<id>', help: 'only lines of this trace or request' },
    json: { type: 'boolean', help: 'the lines as they were written' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
  },
  notes: [
    'Who looks for a text, an order or a trace is shown all that is kept, unless --since is said.',
    'Example: npm run logs -- --order ord_… --level warn',
  ],
  async run({ values }, terminal) {
    const wanted = values.service as string[] | undefined;
    const filter = filterOf(values);
    const looksFor = filter.text !== undefined || filter.ids !== undefined;
    const since = sinceOf(String(values.since ?? (looksFor ? '3650d' : '10m')), Date.now());
    const port = chosenPort(values);
    const files = filesOf(findLogs(port), wanted);
    const format = logFormat(terminal);
    const show = (line: LogLine) => {
      if (!isWanted(line, filter)) return;
      // Measurements are for machines.
      if (!values.json && line.text.includes('"_aws":')) return;
      terminal.line(values.json ? line.text : format(line.source, line.text, new Date(line.at)));
    };
    const ends = files.map((file) => statSync(file).size);
    const lines = (
      await Promise.all(files.map((file, index) => read(file, 0, ends[index] ?? 0)))
    ).flat();
    for (const line of lines.sort((one, other) => (one.at < other.at ? -1 : 1))) {
      if (line.at >= since) show(line);
    }
    if (values.follow !== true) return 0;
    for (const [index, file] of files.entries()) {
      if (file.endsWith('.log')) follow(file, ends[index] ?? 0, show);
    }
    return await new Promise<number>((resolve) => process.once('SIGINT', () => resolve(0)));
  },
};

function filterOf({ grep, level, order, trace }: Flags['values']): LogFilter {
  const known = levels.find((each) => each === level);
  if (level !== undefined && known === undefined) {
    throw new UsageError(`--level is one of ${levels.join(', ')}, not ${String(level)}`);
  }
  if (order !== undefined && trace !== undefined) {
    throw new UsageError('--order or --trace: choose one of them');
  }
  const id = order ?? trace;
  for (const [name, value] of Object.entries({ grep, order, trace })) {
    if (value === '') throw new UsageError(`--${name} wants a text`);
  }
  return {
    ...(grep !== undefined && { text: String(grep) }),
    ...(known !== undefined && { level: known }),
    ...(id !== undefined && { ids: [String(id)] }),
  };
}

/** `orders.log` and what was before it, `orders.log.1`. */
const ending = /\.log(\.1)?$/;
const sourceOf = (file: string) => basename(file).replace(ending, '');

export function sinceOf(text: string, now: number): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  if (count && unit) return new Date(now - Number(count) * (units[unit] ?? 0)).toISOString();
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`--since ${text} is not a time; try 10m`);
  return new Date(at).toISOString();
}

function filesOf(directory: string, wanted: readonly string[] | undefined): string[] {
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

async function read(file: string, start: number, end: number): Promise<LogLine[]> {
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

function follow(file: string, from: number, show: (line: LogLine) => void): void {
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

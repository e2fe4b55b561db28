// `npm run logs`: what the processes have said, from its files in `.local/logs`.

import { statSync } from 'node:fs';
import { chosenPort } from '../cli/chosen.ts';
import type { Command } from '../cli/command.ts';
import { findLogs } from '../cli/log-files.ts';
import { isWanted, type LogLine, levels } from '../cloud/logs/line.ts';
import { logFormat } from '../cloud/logs/log-format.ts';
import { filterOf, sinceOf } from './logs/choice.ts';
import { filesOf, follow, read } from './logs/files.ts';

/** For machines. */
const isMeasurement = ({ text }: LogLine) => text.includes('"_aws":');

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
    const shownSince = looksFor && values.since === undefined ? 'the start' : since;
    const port = chosenPort(values);
    const files = filesOf(findLogs(port), wanted);
    const format = logFormat(terminal);
    const print = ({ source, text, at }: LogLine) =>
      terminal.line(values.json ? text : format(source, text, new Date(at)));
    const isShown = (line: LogLine) =>
      isWanted(line, filter) && (values.json === true || !isMeasurement(line));
    const ends = files.map((file) => statSync(file).size);
    const lines = (
      await Promise.all(files.map((file, index) => read(file, 0, ends[index] ?? 0)))
    ).flat();
    const found = lines.filter((line) => line.at >= since && isShown(line));
    for (const line of found.sort((one, other) => (one.at < other.at ? -1 : 1))) print(line);
    if (values.follow !== true) {
      // Beside the output, which may be read by a program.
      if (found.length === 0) terminal.error(`no such line since ${shownSince}`);
      return 0;
    }
    for (const [index, file] of files.entries()) {
      if (!file.endsWith('.log')) continue;
      follow(file, ends[index] ?? 0, (line) => isShown(line) && print(line));
    }
    return await new Promise<number>((resolve) => process.once('SIGINT', () => resolve(0)));
  },
};

// What a start shows to a person, and writes into files.
import { logsOf, tidyLogs } from '../../cli/log-files.ts';
import { shown } from '../../cli/paths.ts';
import { createScreen, type Screen } from '../../cli/screen.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { logFormat } from '../../cloud/logs/log-format.ts';
import { createLogs, type Logs } from '../../cloud/logs/logs.ts';
import type { StartOptions } from './options.ts';

export interface Surroundings {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly logs: Logs;
}

export function openSurroundings(
  { ports, data, quiet }: StartOptions,
  terminal: Terminal,
): Surroundings {
  const screen = createScreen(terminal);
  screen.title(data ? `data in ${shown(data)} (kept)` : 'no data is kept');
  tidyLogs();
  const logs = createLogs({
    directory: logsOf(ports.api),
    show: showLines(terminal, screen, quiet),
  });
  return { terminal, screen, logs };
}

/** Log lines are shown once the start is over; a start that fails shows the last ones. */
function showLines(terminal: Terminal, screen: Screen, quiet: boolean) {
  const format = logFormat(terminal);
  return (source: string, text: string, at: Date) => {
    // Measurements are for machines; the files have them.
    if (quiet || !screen.started || text.includes('"_aws":')) return;
    terminal.line(format(source, text, at));
  };
}

// `npm run status`: processes, ports, resources and queue depths of the running system.

import { portFlag } from '../cli/arguments.ts';
import { apiUrl, ask, awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning } from '../cli/running.ts';
import { type Terminal, table } from '../cli/terminal.ts';
import type { Status } from '../tandem/status.ts';

export const status: Command = {
  name: 'status',
  summary: 'Shows what runs, on which ports, and what waits in the queues',
  flags: {
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  notes: ['Exit code 0 when everything is ready, 1 when not yet.'],
  async run({ values }, terminal) {
    const port = values.port === undefined ? undefined : portFlag(values.port, 0, '--port');
    const running = findRunning(paths.run, port);
    const state = await ask<Status>(running, 'status');
    if (values.json) terminal.line(JSON.stringify(state, null, 2));
    else {
      terminal.line(`${state.ready ? 'ready' : 'starting'} · process ${running.pid}`);
      terminal.line(`API ${apiUrl(running)} · AWS ${awsUrl(running)}`);
      print(terminal, state);
    }
    return state.ready ? 0 : 1;
  },
};

function print(terminal: Terminal, { processes, functions, queues, resources }: Status): void {
  section(terminal, 'Processes', [
    ['name', 'kind', 'pid', 'port', 'memory'],
    ...processes.map(({ name, kind, pid, port, memoryMb }) => [
      name,
      kind,
      String(pid),
      String(port ?? '-'),
      memoryMb === null ? '-' : `${memoryMb} MB`,
    ]),
  ]);
  section(terminal, 'Functions', [
    ['name', 'calls', 'cold', 'errors', 'ms a call'],
    ...functions.map(({ name, invocations, coldStarts, errors, durationMs }) => [
      name,
      String(invocations),
      String(coldStarts),
      String(errors),
      invocations === 0 ? '-' : (durationMs / invocations).toFixed(1),
    ]),
  ]);
  section(terminal, 'Queues', [
    ['name', 'visible', 'in flight', 'oldest', 'dead letters'],
    ...queues.map(({ name, visible, inFlight, oldestAgeSeconds, deadLetter }) => [
      name,
      String(visible),
      String(inFlight),
      oldestAgeSeconds === null ? '-' : `${Math.round(oldestAgeSeconds)} s`,
      String(deadLetter?.visible ?? '-'),
    ]),
  ]);
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  section(
    terminal,
    'Resources',
    [...counts].sort().map(([type, count]) => [String(count).padStart(4), type]),
  );
}

function section(terminal: Terminal, title: string, rows: readonly (readonly string[])[]): void {
  terminal.line(`\n${terminal.style('bold', title)}`);
  for (const line of table(rows)) terminal.line(`  ${line}`);
}

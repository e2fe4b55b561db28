// `npm run status`: processes, ports, resources and queue depths of the running system.

import { portFlag } from '../cli/arguments.ts';
import { apiUrl, ask, awsUrl } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { paths } from '../cli/paths.ts';
import { findRunning } from '../cli/running.ts';
import { type Terminal, table } from '../cli/terminal.ts';
import type { ManagedProcess } from '../cloud.ts';
import type { QueueDepth, ResourceSummary } from '../tandem-routes.ts';

interface Status {
  readonly ready: boolean;
  readonly ports: { readonly api: number; readonly aws: number };
  readonly processes: readonly ManagedProcess[];
  readonly resources: readonly ResourceSummary[];
}

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
    const [state, queues] = await Promise.all([
      ask<Status>(running, 'status'),
      ask<QueueDepth[]>(running, 'queues'),
    ]);
    if (values.json) terminal.line(JSON.stringify({ ...state, queues }, null, 2));
    else {
      terminal.line(`${state.ready ? 'ready' : 'starting'} · process ${running.pid}`);
      terminal.line(`API ${apiUrl(running)} · AWS ${awsUrl(running)}`);
      print(terminal, state, queues);
    }
    return state.ready ? 0 : 1;
  },
};

function print(terminal: Terminal, state: Status, queues: readonly QueueDepth[]): void {
  section(terminal, 'Processes', [
    ['name', 'kind', 'pid', 'port'],
    ...state.processes.map(({ name, kind, pid, port }) => [
      name,
      kind,
      String(pid),
      String(port ?? '-'),
    ]),
  ]);
  section(terminal, 'Queues', [
    ['name', 'visible', 'in flight', 'dead letters'],
    ...queues.map(({ name, visible, inFlight, deadLetter }) => [
      name,
      String(visible),
      String(inFlight),
      String(deadLetter?.visible ?? '-'),
    ]),
  ]);
  const counts = new Map<string, number>();
  for (const { type } of state.resources) counts.set(type, (counts.get(type) ?? 0) + 1);
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

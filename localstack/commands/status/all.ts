// Every process, function, queue and type of resource of a running copy, as tables.
import { duration } from '../../cli/duration.ts';
import { type Terminal, table } from '../../cli/terminal.ts';
import type { Status } from '../../tandem/status.ts';
import { deadLetterQueues, workQueues } from '../dlq/dead-letters.ts';

export function printAll(
  terminal: Terminal,
  { processes, functions, queues, resources }: Status,
): void {
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
  const age = (seconds: number | null) => (seconds === null ? '-' : duration(seconds));
  section(terminal, 'Queues', [
    ['name', 'wait', 'in flight', 'oldest'],
    ...workQueues(queues).map(({ name, visible, inFlight, oldestAgeSeconds }) => [
      name,
      String(visible),
      String(inFlight),
      age(oldestAgeSeconds),
    ]),
  ]);
  section(terminal, 'Dead letters', [
    ['name', 'letters', 'oldest'],
    ...deadLetterQueues(queues).map(({ name, visible, oldestAgeSeconds }) => [
      name,
      String(visible),
      age(oldestAgeSeconds),
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
  for (const line of table(rows, terminal.columns - 2)) terminal.line(`  ${line}`);
}

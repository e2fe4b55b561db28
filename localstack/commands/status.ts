// `npm run status`: is the system well, and what waits, died or failed; with `--all` every process, function and queue.

import { chosenPort } from '../cli/chosen.ts';
import { ask } from '../cli/client.ts';
import type { Command } from '../cli/command.ts';
import { duration } from '../cli/duration.ts';
import { paths } from '../cli/paths.ts';
import { findRunning, listRunning, type Running } from '../cli/running.ts';
import { logins, placesOf } from '../cli/screen.ts';
import { cut, type Terminal, table } from '../cli/terminal.ts';
import type { Status } from '../tandem/status.ts';
import { deadLetterQueues, workQueues } from './dead-letters.ts';

export const status: Command = {
  name: 'status',
  summary: 'Shows whether the system is well, what waits, what died and what failed last',
  flags: {
    all: { type: 'boolean', help: 'every process, function, queue and type of resource' },
    port: { type: 'string', value: '<port>', help: 'API port of the copy, if there are several' },
    json: { type: 'boolean', help: 'as JSON, all of it, also when nothing runs' },
  },
  notes: ['Exit code 0 when all is well, 1 when not (yet), 2 when nothing runs.'],
  async run({ values }, terminal) {
    const port = chosenPort(values);
    const isThere = listRunning(paths.run).some(
      ({ ports }) => port === undefined || ports.api === port,
    );
    if (values.json && !isThere) {
      terminal.line(JSON.stringify({ running: false, ready: false }, null, 2));
      return 2;
    }
    const running = findRunning(paths.run, port);
    const state = await askStatus(running);
    if (values.json) {
      const said = state ?? { ready: false, ports: running.ports };
      terminal.line(JSON.stringify({ running: true, pid: running.pid, ...said }, null, 2));
    } else if (state === undefined) {
      terminal.line(` starting · process ${running.pid} · npm run logs -- --follow`);
    } else {
      for (const line of headOf(running, state)) terminal.line(cut(line, terminal.columns));
      if (values.all) printAll(terminal, state);
    }
    return state !== undefined && isWell(state) ? 0 : 1;
  },
};

/** Undefined while it builds and does not listen yet. */
async function askStatus(running: Running): Promise<Status | undefined> {
  if (running.ready) return await ask<Status>(running, 'status');
  return await ask<Status>(running, 'status').catch(() => undefined);
}

const isWell = ({ ready, missing }: Status) => ready && missing.length === 0;

/** Health, uptime and memory; queues; dead letters; the last error; then where everything is. */
function headOf({ pid, ports }: Running, state: Status): string[] {
  const { ready, missing, processes, queues, errors, startedAt, runnerMemoryMb } = state;
  const memory = processes.reduce((sum, { memoryMb }) => sum + (memoryMb ?? 0), runnerMemoryMb);
  const uptime = duration((Date.now() - Date.parse(startedAt)) / 1000);
  const health = ready ? (missing.length === 0 ? 'well' : 'NOT WELL') : 'starting';
  const waiting = workQueues(queues).filter(({ visible }) => visible > 0);
  const inFlight = queues.reduce((sum, queue) => sum + queue.inFlight, 0);
  const sum = waiting.reduce((total, { visible }) => total + visible, 0);
  const dead = deadLetterQueues(queues).filter(({ visible }) => visible > 0);
  const [last] = errors;
  return [
    ` ${health} · up ${uptime} · ${memory} MB in ${processes.length + 1} processes (${pid})`,
    ...missing.map(
      ({ type, name }) => `          ${type} ${name} is gone; npm run reset, npm start`,
    ),
    ` Queues   ${sum} wait, ${inFlight} are worked on${listed(waiting)}`,
    ` Dead     ${dead.length === 0 ? 'none' : `${listed(dead).slice(2)}; npm run dlq -- show <queue>`}`,
    ` Error    ${last ? `${last.at.slice(11, 19)} ${last.source}: ${reasonOf(last)}` : 'none'}`,
    ...placesOf(ports),
    ...logins,
  ];
}

const listed = (queues: readonly { readonly name: string; readonly visible: number }[]) =>
  queues.length === 0
    ? ''
    : `: ${queues.map(({ name, visible }) => `${visible} in ${name}`).join(', ')}`;

function reasonOf({ message, record }: Status['errors'][number]): string {
  const { message: cause } = (record?.error ?? {}) as { readonly message?: string };
  return [message, cause].filter(Boolean).join(': ');
}

function printAll(terminal: Terminal, { processes, functions, queues, resources }: Status): void {
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

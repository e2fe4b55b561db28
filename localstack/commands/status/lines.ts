// The state of a running copy in a few lines: health, uptime and memory; queues; dead letters; the last error; then where everything is.
import { duration } from '../../cli/duration.ts';
import type { Running } from '../../cli/running.ts';
import { logins, placesOf } from '../../cli/screen.ts';
import type { Status } from '../../tandem/status.ts';
import { deadLetterQueues, workQueues } from '../dlq/dead-letters.ts';

export function headOf({ pid, ports }: Running, state: Status): string[] {
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

// The ways of recovery: a run in which one was never taken has shown nothing about it.
import type { Snapshot } from '../../functions/auditor/domain/snapshot.ts';
import type { LogLine } from './log-follower.ts';

export interface Sometimes {
  readonly name: string;
  readonly count: number;
  /** The faults it needs; without them it may be zero. */
  readonly needs: readonly string[];
}

const eventsOf = (snapshot: Snapshot, table: 'orders' | 'products' | 'payments') =>
  snapshot.tables[table]
    .filter(({ sk }) => sk.startsWith('COMMIT#'))
    .flatMap(({ events }) => events as readonly { type: string; key?: string }[]);

/** Steps that were unknown for a while and then had an answer. */
const reconciled = (snapshot: Snapshot): number => {
  const events = eventsOf(snapshot, 'payments');
  const unknown = new Set(
    events.filter(({ type }) => type === 'step-unknown').map(({ key }) => key),
  );
  return events.filter(({ type, key }) => type === 'step-succeeded' && unknown.has(key)).length;
};

const reasons = (logs: readonly LogLine[], pattern: RegExp): number =>
  logs.filter(({ reason }) => typeof reason === 'string' && pattern.test(reason)).length;

const saying = (logs: readonly LogLine[], text: string): number =>
  logs.filter(({ message }) => message === text).length;

export const recoveries = (
  snapshot: Snapshot,
  logs: readonly LogLine[],
  counts: Readonly<Record<string, number>>,
): Sometimes[] => [
  {
    name: 'compensation: a declined order gave its stock back',
    count: eventsOf(snapshot, 'products').filter(({ type }) => type === 'stock-released').length,
    needs: [],
  },
  {
    name: 'duplicate: a message that came again changed nothing',
    count: reasons(logs, /was processed before/),
    needs: ['duplicate'],
  },
  {
    name: 'late: a reply that came too late was ignored',
    count: reasons(logs, /the order is |before$/),
    needs: ['duplicate'],
  },
  {
    name: 'idempotent replay: a repeated request had its stored answer',
    count: counts.replayed ?? 0,
    needs: [],
  },
  {
    name: 'reconciliation: a lost answer of the provider was found',
    count: reconciled(snapshot) + saying(logs, 'payments reconciled'),
    needs: ['provider'],
  },
  {
    name: 'takeover: a message of a killed or failing consumer was handled by another',
    count: counts['received again'] ?? 0,
    needs: ['kill'],
  },
  {
    name: 'sweep: the sweeper found what the stream had left',
    count: saying(logs, 'the sweeper found what the stream had left'),
    needs: ['stream'],
  },
  {
    name: 'redrive: a message left its dead-letter queue and was handled',
    count: counts.redriven ?? 0,
    needs: [],
  },
  {
    name: 'refused write: a transaction met a condition that no longer held',
    count: counts['refused writes'] ?? 0,
    needs: ['duplicate'],
  },
  {
    name: 'restart: a killed process came back',
    count: counts.kills ?? 0,
    needs: ['kill'],
  },
];

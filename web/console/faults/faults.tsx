// Faults: what fails on purpose, how often each has struck, and healing.
import { callLocal } from '../data/calls.ts';
import { useLocal } from '../data/queries.ts';
import { ActionButton, ActionForm, Choice, Field } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { Age } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Chaos } from './chaos.tsx';

interface Fault {
  readonly target: string;
  readonly kind: string;
  readonly rate: number;
  readonly delayMs?: number;
  readonly hits: number;
}

interface Report {
  readonly faults: readonly Fault[];
  readonly kills: readonly { readonly name: string; readonly pid: number; readonly at: string }[];
  readonly notes: Readonly<Record<string, number>>;
}

const targets = [
  'dynamodb',
  'sqs',
  'sns',
  'ses',
  'mailbox',
  'stream',
  'provider',
  'any',
  'auth',
  'products',
  'orders',
  'payments',
  'webhooks',
  'notifications',
];
const kinds = [
  'error',
  'timeout-after',
  'throttle',
  'latency',
  'duplicate',
  'reorder',
  'bounce',
  'kill',
];

const columns: readonly Column<Fault>[] = [
  { name: 'Target', cell: ({ target }) => target },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'Of calls', cell: ({ rate }) => `${Math.round(rate * 100)} %`, class: 'number' },
  { name: 'Has struck', cell: ({ hits }) => count(hits), class: 'number' },
];

/** Those that are set stay: the embedded cloud takes the whole list. */
const withOneMore = (report: Report, values: Record<string, string>) => {
  const set = report.faults.map(({ hits: _hits, ...fault }) => fault);
  const { target, kind, rate = '0', delayMs = '' } = values;
  const more = {
    target,
    kind,
    rate: Number(rate) / 100,
    ...(delayMs !== '' && { delayMs: Number(delayMs) }),
  };
  return { faults: [...set, more] };
};

const Known = ({ report }: { report: Report }) => (
  <>
    <div class="actions">
      <ActionForm
        title="Break something"
        verb="Break it"
        act={(values) => callLocal('POST', 'faults', withOneMore(report, values))}
      >
        <Choice label="Target" name="target" options={targets} />
        <Choice label="Kind" name="kind" options={kinds} />
        <Field label="Percent of calls" name="rate" type="number" min={0} value="20" />
        <Field label="Milliseconds (latency)" name="delayMs" type="number" min={1} optional />
      </ActionForm>
      <ActionButton act={() => callLocal('DELETE', 'faults')}>Heal all</ActionButton>
    </div>
    <Table
      caption="Faults"
      rows={report.faults}
      columns={columns}
      keyOf={({ target, kind }) => `${target} ${kind}`}
      empty="Nothing fails on purpose."
    />
    {Object.keys(report.notes).length > 0 && <h2>Seen of recoveries</h2>}
    <ul class="bullets">
      {Object.entries(report.notes).map(([note, times]) => (
        <li key={note}>
          {note}: {count(times)}
        </li>
      ))}
    </ul>
    {report.kills.length > 0 && <h2>Killed</h2>}
    <ul class="bullets">
      {report.kills.map(({ name, pid, at }) => (
        <li key={`${pid} ${at}`}>
          {name} ({pid}), <Age time={at} />
        </li>
      ))}
    </ul>
  </>
);

export const Page = () => (
  <>
    <div class="head">
      <h1>Faults</h1>
    </div>
    <Loaded query={useLocal<Report>('faults', { everyMs: 1_000 })}>
      {(report) => <Known report={report} />}
    </Loaded>
    <Chaos />
  </>
);

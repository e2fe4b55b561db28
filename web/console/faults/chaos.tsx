// The chaos run of this repository as it goes on, or the last one: what has struck, and whether a promise was broken.
import { useLocal } from '../data/queries.ts';
import { count } from '../parts/format.ts';
import { Age, Facts } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';

interface Invariant {
  readonly name: string;
  readonly says: string;
  readonly broken: number;
}

interface ChaosRun {
  readonly seed: number;
  readonly at: string;
  readonly orders: number;
  readonly accepted: number;
  readonly kills: number;
  readonly passed: boolean | null;
  readonly faults: readonly { target: string; kind: string; rate: number; hits: number }[];
  readonly invariants: readonly Invariant[];
  readonly timeline: readonly { seconds: number; what: string }[];
}

/** It writes every two seconds at least; without a word for so long it was ended from outside. */
const silentMs = 30_000;

const stateOf = ({ passed, at }: ChaosRun): readonly [text: string, tone: string] => {
  if (passed !== null) return passed ? ['passed', 'good'] : ['failed', 'bad'];
  return Date.now() - Date.parse(at) < silentMs ? ['running', 'good'] : ['cut off', 'wait'];
};

const verdict = ({ broken }: Invariant, passed: boolean | null) => {
  if (broken > 0) return <span class="badge bad">{count(broken)} broken</span>;
  return passed === null ? (
    <span class="soft">not broken yet</span>
  ) : (
    <span class="badge good">held</span>
  );
};

const columnsOf = ({ passed }: ChaosRun): readonly Column<Invariant>[] => [
  { name: 'No.', cell: ({ name }) => name },
  { name: 'Always', cell: ({ says }) => says, class: 'long' },
  { name: 'State', cell: (invariant) => verdict(invariant, passed) },
];

const Known = ({ run }: { run: ChaosRun }) => {
  const [text, tone] = stateOf(run);
  return (
    <>
      <Facts
        of={[
          ['State', <span class={`badge ${tone}`}>{text}</span>],
          ['Last word', <Age time={run.at} />],
          ['Seed', run.seed],
          ['Orders', `${count(run.accepted)} of ${count(run.orders)}`],
          ['Faults', count(run.faults.reduce((sum, { hits }) => sum + hits, 0))],
          ['Killed', count(run.kills)],
        ]}
      />
      <Table
        caption="Invariants"
        rows={run.invariants}
        columns={columnsOf(run)}
        keyOf={({ name }) => name}
        empty="It has not begun."
      />
      <details class="raw">
        <summary>What happened</summary>
        <ul class="bullets">
          {run.faults.map(({ target, kind, hits }) => (
            <li key={`${target} ${kind}`}>
              {target} {kind}: {count(hits)}
            </li>
          ))}
          {run.timeline.map(({ seconds, what }) => (
            <li key={`${seconds} ${what}`}>
              {seconds.toFixed(1)} s: {what}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
};

export const Chaos = () => (
  <>
    <h2>Chaos run</h2>
    <Loaded query={useLocal<{ run: ChaosRun | null }>('chaos', { everyMs: 2_000 })}>
      {({ run }) =>
        run === null ? (
          <Empty>None yet. It has a system of its own: npm run chaos -- --orders 200</Empty>
        ) : (
          <Known run={run} />
        )
      }
    </Loaded>
  </>
);

// How far a chaos run has come: its orders, its invariants, and what happened.
import { count } from '../parts/format.ts';
import { Age, Facts, Json } from '../parts/show.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { type Chaos, type Invariant, stateOf } from './chaos-run.ts';

type Progress = NonNullable<Chaos['run']>;

const verdict = ({ broken }: Invariant, passed: boolean | null) => {
  if (broken > 0) return <span class="badge bad">{count(broken)} broken</span>;
  if (passed === null) return <span class="soft">not broken yet</span>;
  return <span class="badge good">holds</span>;
};

const columnsOf = ({ passed }: Progress): readonly Column<Invariant>[] => [
  { name: 'No.', cell: ({ name }) => name },
  { name: 'Always', cell: ({ says }) => says, class: 'long' },
  { name: 'State', cell: (invariant) => verdict(invariant, passed) },
];

const Happened = ({ run }: { run: Progress }) => (
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
);

const factsOf = (run: Progress) =>
  [
    ['Last word', <Age time={run.at} />],
    ['Seed', run.seed],
    ['Orders', `${count(run.accepted)} of ${count(run.orders)}`],
    ['Faults', count(run.faults.reduce((sum, { hits }) => sum + hits, 0))],
    ['Killed', count(run.kills)],
  ] as const;

/** Before it has said anything, and where it ended without a verdict, its last lines tell why. */
const Said = ({ told: { run, own, isGoing } }: { told: Chaos }) => {
  if (own === null || (run !== null && (isGoing || run.passed !== null))) return null;
  return own.said.length === 0 ? (
    <p class="soft">It starts.</p>
  ) : (
    <Json value={own.said.join('\n')} />
  );
};

export const Run = ({ told }: { told: Chaos }) => {
  const { run } = told;
  const [text, tone] = stateOf(told);
  return (
    <>
      <Facts
        of={[
          ['State', <span class={`badge ${tone}`}>{text}</span>],
          ...(run === null ? [] : factsOf(run)),
        ]}
      />
      <Said told={told} />
      {run !== null && (
        <>
          <p class="soft">{run.timeline.at(-1)?.what}</p>
          <Table
            caption="Invariants"
            rows={run.invariants}
            columns={columnsOf(run)}
            keyOf={({ name }) => name}
            empty="It has not begun."
          />
          <Happened run={run} />
        </>
      )}
    </>
  );
};

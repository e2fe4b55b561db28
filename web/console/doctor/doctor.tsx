// What a start needs and what to do about what is missing, as `npm run doctor` says it.
import { useLocal } from '../data/queries.ts';
import { type Column, LoadedTable } from '../parts/table.tsx';

interface Finding {
  readonly good: boolean;
  readonly what: string;
  readonly hint?: string;
}

const columns: readonly Column<Finding>[] = [
  {
    name: 'State',
    cell: ({ good }) => (
      <span class={`badge ${good ? 'good' : 'bad'}`}>{good ? 'good' : 'bad'}</span>
    ),
  },
  { name: 'What', cell: ({ what }) => what, class: 'long' },
  { name: 'What to do', cell: ({ good, hint }) => (good ? '–' : (hint ?? '–')), class: 'long' },
];

export const Page = () => (
  <>
    <div class="head">
      <h1>Doctor</h1>
    </div>
    <LoadedTable
      query={useLocal<{ findings: Finding[] }>('doctor', { everyMs: 10_000 })}
      caption="Findings"
      rows={({ findings }) => findings}
      columns={columns}
      keyOf={({ what }) => what}
      empty="Nothing was looked at."
    />
  </>
);

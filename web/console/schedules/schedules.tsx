// Schedules: when each runs next, and running it now.
import { callLocal } from '../data/calls.ts';
import { useLocal } from '../data/queries.ts';
import { ActionButton } from '../parts/form.tsx';
import { short } from '../parts/format.ts';
import { Age } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly target: string;
  readonly nextAt: string | null;
}

const columns: readonly Column<Schedule>[] = [
  { name: 'Schedule', cell: ({ name }) => short(name) },
  { name: 'When', cell: ({ expression }) => <code>{expression}</code> },
  { name: 'Runs', cell: ({ target }) => short(target.split(':').at(-1) ?? '') },
  { name: 'Next', cell: ({ nextAt }) => <Age time={nextAt} />, class: 'number' },
  {
    name: 'Now',
    cell: ({ name }) => (
      <ActionButton act={() => callLocal('POST', `schedules/${encodeURIComponent(name)}/run`)}>
        Run now
      </ActionButton>
    ),
  },
];

export const Page = () => (
  <>
    <div class="head">
      <h1>Schedules</h1>
    </div>
    <LoadedTable
      query={useLocal<Schedule[]>('schedules')}
      caption="Schedules"
      rows={(rows) => rows}
      columns={columns}
      keyOf={({ name }) => name}
      empty="Nothing is scheduled."
    />
  </>
);

// The audit log: what administrators have changed on a day.
import type { AuditEntry } from '../../../events/http/auth/admin.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { words } from '../parts/format.ts';
import { Age } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

const columns: readonly Column<AuditEntry>[] = [
  { name: 'When', cell: ({ at }) => <Age time={at} />, class: 'number' },
  { name: 'What', cell: ({ event }) => words(event) },
  { name: 'Of', cell: ({ target }) => <span class="id">{target ?? '–'}</span> },
  { name: 'To', cell: ({ roles, scopes }) => (roles ?? scopes ?? []).join(', '), class: 'long' },
  { name: 'By', cell: ({ actor }) => <span class="id">{actor ?? '–'}</span> },
];

const today = (): string => new Date().toISOString().slice(0, 10);

export const Page = () => {
  const { chosen, choose } = useChoices();
  const day = chosen('day') || today();
  return (
    <>
      <div class="head">
        <h1>Audit log</h1>
        <label class="field">
          <span>Day (UTC)</span>
          <input
            type="date"
            value={day}
            max={today()}
            onChange={({ currentTarget }) => choose({ day: currentTarget.value })}
          />
        </label>
      </div>
      <LoadedTable
        query={useApi<{ items: AuditEntry[] }>(
          `/admin/audit?limit=100&day=${encodeURIComponent(day)}`,
        )}
        caption="Changes"
        rows={({ items }) => items}
        columns={columns}
        keyOf={({ id }) => id}
        empty="No administrator changed anything on this day."
      />
    </>
  );
};

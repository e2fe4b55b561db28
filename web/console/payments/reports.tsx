// Our ledger beside the provider's, day by day.
import { Link } from 'wouter-preact';
import type { PaymentReport } from '../../../events/http/payments.ts';
import { useApi } from '../data/queries.ts';
import { count, money } from '../parts/format.ts';
import { type Column, LoadedTable } from '../parts/table.tsx';

type Difference = PaymentReport['differences'][number];

const reports: readonly Column<Pick<PaymentReport, 'day' | 'matched' | 'differing'>>[] = [
  { name: 'Day', cell: ({ day }) => <Link href={`/payments?day=${day}`}>{day}</Link> },
  { name: 'Same on both sides', cell: ({ matched }) => count(matched), class: 'number' },
  {
    name: 'Differ',
    cell: ({ differing }) => (
      <span class={differing > 0 ? 'badge bad' : ''}>{count(differing)}</span>
    ),
    class: 'number',
  },
];

const differences: readonly Column<Difference>[] = [
  { name: 'Step', cell: ({ key }) => key, class: 'long' },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'Ours', cell: ({ ours }) => (ours ? money(ours) : 'missing'), class: 'number' },
  { name: 'Theirs', cell: ({ theirs }) => (theirs ? money(theirs) : 'missing'), class: 'number' },
];

const Day = ({ day }: { day: string }) => (
  <>
    <h2>{day}</h2>
    <LoadedTable
      query={useApi<PaymentReport>(`/payment-reports/${encodeURIComponent(day)}`)}
      caption="Differences"
      rows={(report) => report.differences}
      columns={differences}
      keyOf={({ key, kind }) => `${key} ${kind}`}
      empty="Nothing differs on this day."
    />
  </>
);

/** `day` is the one to be shown in full; empty where none is chosen. */
export const Reports = ({ day }: { day: string }) => (
  <>
    <h2>Held against the provider</h2>
    <LoadedTable
      query={useApi<{ items: PaymentReport[] }>('/payment-reports?limit=30')}
      caption="Reports"
      rows={({ items }) => items}
      columns={reports}
      keyOf={(report) => report.day}
      empty="The first report comes when the first day has ended."
    />
    {day !== '' && <Day day={day} />}
  </>
);

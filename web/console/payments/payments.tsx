// Payments: what a person must look at, and our ledger beside the provider's, day by day.
import type { Static } from 'typebox';
import { Link } from 'wouter-preact';
import type { PaymentReport, PaymentReview } from '../../../events/http/payments.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionForm, Field } from '../parts/form.tsx';
import { count, money } from '../parts/format.ts';
import { Age } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Review = Static<typeof PaymentReview>;
type Report = Static<typeof PaymentReport>;
type Difference = Report['differences'][number];

const reviews: readonly Column<Review>[] = [
  {
    name: 'Order',
    cell: ({ orderId }) => (
      <Link href={`/orders/${encodeURIComponent(orderId)}`} class="id">
        {orderId}
      </Link>
    ),
  },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'Reasons', cell: ({ reasons }) => reasons.join(', '), class: 'long' },
  { name: 'Since', cell: ({ since }) => <Age time={since} />, class: 'number' },
  {
    name: 'Do',
    cell: ({ id, reasons }) => (
      <ActionForm
        title="Close"
        verb="Close"
        act={({ note }) =>
          change('POST', `/payment-reviews/${encodeURIComponent(id)}/closure`, { reasons, note })
        }
      >
        <Field label="What was found" name="note" />
      </ActionForm>
    ),
  },
];

const reports: readonly Column<Pick<Report, 'day' | 'matched' | 'differing'>>[] = [
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
    <Loaded query={useApi<Report>(`/payment-reports/${encodeURIComponent(day)}`)}>
      {(report) => (
        <Table
          caption="Differences"
          rows={report.differences}
          columns={differences}
          keyOf={({ key, kind }) => `${key} ${kind}`}
          empty="Nothing differs on this day."
        />
      )}
    </Loaded>
  </>
);

export const Page = () => {
  const { chosen } = useChoices();
  const day = chosen('day');
  return (
    <>
      <div class="head">
        <h1>Payments</h1>
      </div>
      <h2>To look at</h2>
      <Loaded query={useApi<{ items: Review[] }>('/payment-reviews?limit=100')}>
        {({ items }) => (
          <Table
            caption="Reviews"
            rows={items}
            columns={reviews}
            keyOf={({ kind, id }) => `${kind} ${id}`}
            empty="No payment needs a person."
          />
        )}
      </Loaded>
      <h2>Held against the provider</h2>
      <Loaded query={useApi<{ items: Report[] }>('/payment-reports?limit=30')}>
        {({ items }) => (
          <Table
            caption="Reports"
            rows={items}
            columns={reports}
            keyOf={(report) => report.day}
            empty="The first report comes when the first day has ended."
          />
        )}
      </Loaded>
      {day !== '' && <Day day={day} />}
    </>
  );
};

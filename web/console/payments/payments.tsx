// Payments: what a person must look at, and our ledger beside the provider's.
import { Link } from 'wouter-preact';
import type { PaymentReview } from '../../../events/http/payments.ts';
import { change } from '../data/calls.ts';
import { useMay } from '../data/may.ts';
import { useApi } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionForm, Field } from '../parts/form.tsx';
import { Age } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';
import { Reports } from './reports.tsx';

const reviews: readonly Column<PaymentReview>[] = [
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
];

const closing: Column<PaymentReview> = {
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
};

export const Page = () => {
  const { chosen } = useChoices();
  const may = useMay();
  return (
    <>
      <div class="head">
        <h1>Payments</h1>
      </div>
      <h2>To look at</h2>
      <LoadedTable
        query={useApi<{ items: PaymentReview[] }>('/payment-reviews?limit=100')}
        caption="Reviews"
        rows={({ items }) => items}
        columns={may('payments.close-review') ? [...reviews, closing] : reviews}
        keyOf={({ kind, id }) => `${kind} ${id}`}
        empty="No payment needs a person."
      />
      <Reports day={chosen('day')} />
    </>
  );
};

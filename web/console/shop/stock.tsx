// The stock of one SKU with its ledger.
import { Link } from 'wouter-preact';
import type { Movement, Stock } from '../../../events/http/products/inventory.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { ActionForm, Field } from '../parts/form.tsx';
import { count } from '../parts/format.ts';
import { Age, Facts } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

const movements: readonly Column<Movement>[] = [
  { name: 'No.', cell: ({ number }) => number, class: 'number' },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'On hand', cell: ({ onHand }) => signed(onHand), class: 'number' },
  { name: 'Reserved', cell: ({ reserved }) => signed(reserved), class: 'number' },
  {
    name: 'Why',
    cell: ({ orderId, reason }) =>
      orderId ? (
        <Link href={`/orders/${orderId}`} class="id">
          {orderId}
        </Link>
      ) : (
        reason
      ),
    class: 'long',
  },
  { name: 'When', cell: ({ at }) => <Age time={at} />, class: 'number' },
];

const signed = (value: number): string => (value > 0 ? `+${count(value)}` : count(value));

export const StockOf = ({ sku }: { sku: string }) => {
  const path = `/inventory/${encodeURIComponent(sku)}`;
  return (
    <section class="panel" aria-label={`Stock of ${sku}`}>
      <div class="head">
        <h2>{sku}</h2>
        <ActionForm
          title="Adjust"
          verb="Adjust"
          act={({ delta, reason }) =>
            change('POST', `${path}/adjustments`, { delta: Number(delta), reason })
          }
        >
          <Field label="Pieces, fewer with a minus" name="delta" type="number" />
          <Field label="Reason" name="reason" value="counted" />
        </ActionForm>
      </div>
      <Loaded query={useApi<Stock>(path)}>
        {({ onHand, reserved, available, shards = 1 }) => (
          <Facts
            of={[
              ['On hand', count(onHand)],
              ['Reserved', count(reserved)],
              ['Available', count(available)],
              ...(shards === 1 ? [] : [['Shards', count(shards)] as const]),
            ]}
          />
        )}
      </Loaded>
      <LoadedTable
        query={useApi<{ items: Movement[] }>(`${path}/movements?limit=50`)}
        caption="Movements"
        rows={({ items }) => items}
        columns={movements}
        keyOf={({ shard = 0, number }) => `${shard}#${number}`}
        empty="It has not moved yet."
      />
    </section>
  );
};

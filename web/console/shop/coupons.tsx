// Coupons: what each is worth, until when, and how often it is in use.
import type { StoredCoupon } from '../../../events/http/orders/coupons.ts';
import { change } from '../data/calls.ts';
import { useApi } from '../data/queries.ts';
import { ActionButton, ActionForm, Field } from '../parts/form.tsx';
import { count, money } from '../parts/format.ts';
import { Age } from '../parts/show.tsx';
import { type Column, LoadedTable } from '../parts/table.tsx';

const worth = ({ discount }: StoredCoupon): string =>
  discount.kind === 'percentage' ? `${discount.basisPoints / 100} %` : money(discount.amount);

const columns: readonly Column<StoredCoupon>[] = [
  { name: 'Code', cell: ({ code }) => <b>{code}</b> },
  { name: 'Worth', cell: worth, class: 'number' },
  { name: 'From', cell: ({ validFrom }) => <Age time={validFrom} />, class: 'number' },
  { name: 'Until', cell: ({ validUntil }) => <Age time={validUntil} />, class: 'number' },
  {
    name: 'Used',
    cell: ({ redeemed, limit }) => `${count(redeemed)}${limit ? ` of ${count(limit)}` : ''}`,
    class: 'number',
  },
  {
    name: 'Do',
    cell: ({ code }) => (
      <ActionButton
        asks="End it now?"
        act={() => change('DELETE', `/coupons/${encodeURIComponent(code)}`)}
      >
        End
      </ActionButton>
    ),
  },
];

const add = ({ code, percent, limit = '' }: Record<string, string>) =>
  change('POST', '/coupons', {
    code,
    discount: { kind: 'percentage', basisPoints: Math.round(Number(percent) * 100) },
    ...(limit !== '' && { limit: Number(limit) }),
  });

export const Page = () => (
  <>
    <div class="head">
      <h1>Coupons</h1>
      <ActionForm title="Add a coupon" verb="Add" act={add}>
        <Field label="Code" name="code" pattern="[A-Za-z0-9_\-]{1,40}" />
        <Field label="Percent" name="percent" type="number" min={1} value="10" />
        <Field label="How often in all" name="limit" type="number" min={1} optional />
      </ActionForm>
    </div>
    <LoadedTable
      query={useApi<{ items: StoredCoupon[] }>('/coupons?limit=100')}
      caption="Coupons"
      rows={({ items }) => items}
      columns={columns}
      keyOf={({ code }) => code}
      empty="There are no coupons."
    />
  </>
);

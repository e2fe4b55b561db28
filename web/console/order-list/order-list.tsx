// All orders, newest first, by state and day; the URL holds what was chosen.
import type { ComponentChildren } from 'preact';
import type { OrderStatus } from '../../../events/http/orders/orders.ts';
import { useChoices } from '../parts/choose.ts';
import { Choice } from '../parts/form.tsx';
import { words } from '../parts/format.ts';
import { LoadedTable } from '../parts/table.tsx';
import { columns } from './columns.tsx';
import { Search } from './search.tsx';
import { useOrders } from './use-orders.ts';

const statuses: readonly OrderStatus[] = [
  'pending_stock',
  'pending_payment',
  'confirmed',
  'rejected',
  'cancel_pending',
  'cancelled',
  'shipped',
  'delivered',
  'return_pending',
  'returned',
];

/** `children` stand beside what is chosen. */
export const OrderList = ({ children }: { children?: ComponentChildren }) => {
  const { chosen, choose } = useChoices();
  const status = chosen('status');
  const day = chosen('day');
  const filter = `${status && `&status=${status}`}${day && `&day=${day}`}`;
  const query = useOrders(encodeURI(filter));
  return (
    <>
      <div class="head">
        <h1>Orders</h1>
        <Search />
        <Choice
          label="State"
          name="status"
          value={status}
          options={[['', 'all'], ...statuses.map((one) => [one, words(one)] as const)]}
          onPick={(value) => choose({ status: value })}
        />
        <label class="field">
          <span>Day (UTC)</span>
          <input
            type="date"
            value={day}
            onChange={(event) => choose({ day: event.currentTarget.value })}
          />
        </label>
        {children}
      </div>
      <LoadedTable
        query={query}
        caption="Orders"
        rows={({ pages }) => pages.flatMap(({ items }) => items)}
        columns={columns}
        keyOf={({ id }) => id}
        empty="No orders here yet."
      />
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetching} onClick={() => query.fetchNextPage()}>
          Older orders
        </button>
      )}
    </>
  );
};

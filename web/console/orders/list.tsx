// All orders, newest first, by state and day; the URL holds what was chosen.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { Order, OrderStatus } from '../../../events/http/orders/orders.ts';
import { callApi } from '../data/calls.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionForm, Choice } from '../parts/form.tsx';
import { money, words } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Age, Badge } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { cards, placeOrder } from './place.ts';

interface List {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

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

const columns: readonly Column<Order>[] = [
  {
    name: 'Order',
    cell: ({ id }) => (
      <Link href={`/orders/${id}`} class="id">
        {id}
      </Link>
    ),
  },
  { name: 'State', cell: ({ status }) => <Badge state={status} /> },
  { name: 'To', cell: ({ shippingAddress }) => shippingAddress.name, class: 'long' },
  {
    name: 'Goods',
    cell: ({ lines }) => lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', '),
    class: 'long',
  },
  { name: 'Total', cell: ({ totals }) => money(totals.total), class: 'number' },
  { name: 'Payment', cell: ({ payment }) => <Badge state={payment.status} /> },
  { name: 'Delivery', cell: ({ delivery }) => <Badge state={delivery.status} /> },
  { name: 'Placed', cell: ({ placedAt }) => <Age time={placedAt} />, class: 'number' },
];

const useOrders = (filter: string) =>
  useInfiniteQuery({
    queryKey: ['api', '/orders', filter],
    queryFn: ({ pageParam }) =>
      callApi<List>('GET', `/orders?limit=50${filter}${pageParam && `&cursor=${pageParam}`}`),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : 2_000),
    placeholderData: keepPreviousData,
  });

/** Goes straight to the order whose id is typed. */
const Search = () => {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const go = () => typed.trim() !== '' && navigate(`/orders/${encodeURIComponent(typed.trim())}`);
  return <SearchBox label="Order id" value={typed} onType={setTyped} onEnter={go} />;
};

const PlaceForm = () => {
  const [, navigate] = useLocation();
  return (
    <ActionForm
      title="Place an order"
      verb="Place"
      act={async ({ card = '' }) => navigate(`/orders/${await placeOrder(card)}`)}
    >
      <p class="soft">One blue mug for the seeded customer, paid with</p>
      <Choice label="Card" name="card" options={cards} />
    </ActionForm>
  );
};

export const Page = () => {
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
        <PlaceForm />
      </div>
      <Loaded query={query}>
        {({ pages }) => (
          <Table
            caption="Orders"
            rows={pages.flatMap(({ items }) => items)}
            columns={columns}
            keyOf={({ id }) => id}
            empty="No orders here yet. Place one above, or buy something in the shop."
          />
        )}
      </Loaded>
      {query.hasNextPage && (
        <button type="button" disabled={query.isFetching} onClick={() => query.fetchNextPage()}>
          Older orders
        </button>
      )}
    </>
  );
};

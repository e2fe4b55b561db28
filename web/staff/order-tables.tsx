// What happened to an order, and what came back of it, as tables.
import type { Order } from '../../events/http/orders/orders.ts';
import { useApi } from '../console/data/queries.ts';
import { words } from '../console/parts/format.ts';
import { Age, Badge, Json } from '../console/parts/show.tsx';
import { type Column, LoadedTable, Table } from '../console/parts/table.tsx';

interface Fact {
  readonly version: number;
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

const facts: readonly Column<Fact>[] = [
  { name: 'When', cell: ({ time }) => <Age time={time} />, class: 'number' },
  { name: 'What', cell: ({ type }) => words(type) },
  {
    name: 'Data',
    cell: ({ type, data }) => (
      <details class="raw">
        <summary>{words(type)} as it was told</summary>
        <Json value={data} />
      </details>
    ),
    class: 'long',
  },
];

export const History = ({ id }: { id: string }) => (
  <>
    <h2>What happened</h2>
    <LoadedTable
      query={useApi<{ items: Fact[] }>(`/orders/${encodeURIComponent(id)}/events`)}
      caption="What happened"
      rows={({ items }) => items}
      columns={facts}
      keyOf={({ version, type }) => `${version} ${type}`}
      empty="Nothing has happened yet."
    />
  </>
);

const returns: readonly Column<Order['returns'][number]>[] = [
  { name: 'Return', cell: ({ returnId }) => <span class="id">{returnId}</span> },
  { name: 'State', cell: ({ status }) => <Badge state={status} /> },
  {
    name: 'Goods',
    cell: ({ lines }) => lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', '),
    class: 'long',
  },
];

export const Returns = ({ order }: { order: Order }) =>
  order.returns.length === 0 ? null : (
    <>
      <h2>Returns</h2>
      <Table
        caption="Returns"
        rows={order.returns}
        columns={returns}
        keyOf={({ returnId }) => returnId}
        empty=""
      />
    </>
  );

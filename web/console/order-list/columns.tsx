// What is shown of each order in a list.
import { Link } from 'wouter-preact';
import type { Order } from '../../../events/http/orders/orders.ts';
import { money } from '../parts/format.ts';
import { Age, Badge } from '../parts/show.tsx';
import type { Column } from '../parts/table.tsx';

export const columns: readonly Column<Order>[] = [
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

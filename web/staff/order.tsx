// One order, as the public API tells it to staff: what it is, what was decided, what can be done.
import type { Order } from '../../events/http/orders/orders.ts';
import { useMay } from '../console/data/may.ts';
import { useApi } from '../console/data/queries.ts';
import { AsItIs } from '../console/orders/as-it-is.tsx';
import { Unanswered } from '../console/orders/remedies.tsx';
import { Summary } from '../console/orders/summary.tsx';
import type { PageProps } from '../console/page-props.ts';
import { Loaded } from '../console/parts/state.tsx';
import { History, Returns } from './order-tables.tsx';

const Known = ({ order }: { order: Order }) => {
  const may = useMay();
  return (
    <>
      <Summary order={order} />
      {may('orders.read-story') && <Unanswered path={encodeURIComponent(order.id)} />}
      <Returns order={order} />
      {may('orders.read-events') && <History id={order.id} />}
      <AsItIs order={order} />
    </>
  );
};

export const Page = ({ params: { id = '' } }: PageProps) => (
  <>
    <div class="head">
      <h1 class="id">{id}</h1>
    </div>
    <Loaded query={useApi<Order>(`/orders/${encodeURIComponent(id)}`, { everyMs: 1_500 })}>
      {(order) => <Known order={order} />}
    </Loaded>
  </>
);

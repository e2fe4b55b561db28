// One order: where it is, what happened, what it has of money and goods, what it cost, and what can be done.
import type { Order } from '../../../events/http/orders/orders.ts';
import { useApi } from '../data/queries.ts';
import type { PageProps } from '../page-props.ts';
import { Loaded } from '../parts/state.tsx';
import { AsItIs } from './as-it-is.tsx';
import { OrderHistory } from './history.tsx';
import { Unanswered } from './remedies.tsx';
import { Said } from './said.tsx';
import { Summary } from './summary.tsx';
import { Trigger } from './trigger.tsx';

const Known = ({ order }: { order: Order }) => {
  const path = encodeURIComponent(order.id);
  return (
    <>
      <Summary order={order}>
        <Trigger order={order} />
      </Summary>
      <Unanswered path={path} />
      <OrderHistory path={path} />
      <h2>What was said</h2>
      <Said path={path} />
      <AsItIs order={order} />
    </>
  );
};

export const Page = ({ params }: PageProps) => {
  const path = `/orders/${encodeURIComponent(params.id ?? '')}`;
  const query = useApi<Order>(path, { everyMs: 1_500 });
  return (
    <>
      <div class="head">
        <h1 class="id">{params.id}</h1>
      </div>
      <Loaded query={query}>{(order) => <Known order={order} />}</Loaded>
    </>
  );
};

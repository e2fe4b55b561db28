// One order: where it is, what happened, what it has of money and goods, what it cost, and what can be done.
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import { useApi } from '../data/queries.ts';
import type { PageProps } from '../page-props.ts';
import { words } from '../parts/format.ts';
import { Age, Badge } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { OrderActions } from './actions.tsx';
import { AsItIs } from './as-it-is.tsx';
import { OrderHistory } from './history.tsx';
import { Unanswered } from './remedies.tsx';
import { Said } from './said.tsx';
import { MoneyStrip, StockStrips } from './strips.tsx';

const Known = ({ order }: { order: Order }) => {
  const path = encodeURIComponent(order.id);
  const payment = useApi<Payment>(`/payments/${path}`, { everyMs: 2_000 });
  return (
    <>
      <p class="line">
        <Badge state={order.status} />
        {order.reason !== null && <span class="why">{words(order.reason)}</span>}
        <span class="soft">
          placed <Age time={order.placedAt} />
        </span>
      </p>
      <OrderActions order={order} />
      <section class="panel strips" aria-label="Money and goods">
        <MoneyStrip order={order} payment={payment.data} />
        <StockStrips order={order} />
      </section>
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

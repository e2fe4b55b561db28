// Where an order is, what can be done with it, and what it has of money and goods.
import type { ComponentChildren } from 'preact';
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import { useMay } from '../data/may.ts';
import { useApi } from '../data/queries.ts';
import { words } from '../parts/format.ts';
import { Age, Badge } from '../parts/show.tsx';
import { OrderActions } from './actions.tsx';
import { MoneyStrip, StockStrips } from './strips.tsx';

/** `children` are more that can be done. */
export const Summary = ({ order, children }: { order: Order; children?: ComponentChildren }) => {
  const enabled = useMay()('payments.read');
  const path = `/payments/${encodeURIComponent(order.id)}`;
  const payment = useApi<Payment>(path, { everyMs: 2_000, enabled });
  return (
    <>
      <p class="line">
        <Badge state={order.status} />
        {order.reason !== null && <span class="why">{words(order.reason)}</span>}
        <span class="soft">
          placed <Age time={order.placedAt} />
        </span>
      </p>
      <OrderActions order={order}>{children}</OrderActions>
      <section class="panel strips" aria-label="Money and goods">
        <MoneyStrip order={order} payment={payment.data} />
        <StockStrips order={order} />
      </section>
    </>
  );
};

// One order: where it is, what happened, what it has of money and goods, and what can be done.
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import { useApi, useLocal } from '../data/queries.ts';
import type { Mail } from '../mailbox/mail.ts';
import type { PageProps } from '../pages.ts';
import { money, words } from '../parts/format.ts';
import { Age, Badge, Facts, Json } from '../parts/show.tsx';
import { Loaded } from '../parts/state.tsx';
import { OrderActions } from './actions.tsx';
import { happeningsOf, type OrderEvent } from './happenings.ts';
import { MoneyStrip, StockStrips } from './strips.tsx';
import { Timeline } from './timeline.tsx';

const addressOf = ({ shippingAddress }: Order): string =>
  Object.values(shippingAddress).filter(Boolean).join(', ');

const Known = ({ order }: { order: Order }) => {
  const path = encodeURIComponent(order.id);
  const payment = useApi<Payment>(`/payments/${path}`, { everyMs: 2_000 });
  const events = useApi<{ items: OrderEvent[] }>(`/orders/${path}/events`, { everyMs: 2_000 });
  const mails = useLocal<Mail[]>('mailbox', { everyMs: 5_000 });
  const items = happeningsOf({
    order,
    events: events.data?.items,
    payment: payment.data,
    mails: mails.data,
  });
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
      <h2>What happened</h2>
      <Loaded query={events}>{() => <Timeline items={items} />}</Loaded>
      <h2>Order</h2>
      <section class="panel">
        <Facts
          of={[
            ['To', addressOf(order)],
            ['Sent by', order.shippingMethod],
            ['Coupon', order.coupon ?? '–'],
            ['Goods', money(order.totals.subtotal)],
            ['Discount', money(order.totals.discount)],
            ['Shipping', money(order.totals.shipping)],
            ['Tax', money(order.totals.tax)],
            ['Total', money(order.totals.total)],
            ['Version', order.version],
          ]}
        />
      </section>
      <details class="raw">
        <summary>As the API has it</summary>
        <Json value={order} />
      </details>
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

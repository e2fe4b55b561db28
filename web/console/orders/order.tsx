// One order: where it is, what happened, what it has of money and goods, and what can be done.
import { useQuery } from '@tanstack/preact-query';
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import { callLocal } from '../data/calls.ts';
import { useApi, useLocal } from '../data/queries.ts';
import type { LogLine } from '../logs/line.ts';
import { Lines } from '../logs/lines.tsx';
import type { Mail } from '../mailbox/mail.ts';
import type { PageProps } from '../pages.ts';
import { money, words } from '../parts/format.ts';
import { Age, Badge, Facts, Json } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import type { Trace } from '../traces/span.ts';
import { OrderActions } from './actions.tsx';
import { happeningsOf, type OrderEvent } from './happenings.ts';
import { MoneyStrip, StockStrips } from './strips.tsx';
import { Timeline } from './timeline.tsx';

const addressOf = ({ shippingAddress: to }: Order): string =>
  [to.name, to.line1, to.line2, to.postalCode, to.city, to.region, to.country]
    .filter(Boolean)
    .join(', ');

/** Of all traces that are about the order. */
const useSpans = (orderId: string) =>
  useQuery({
    queryKey: ['local', 'spans', orderId],
    queryFn: async () => {
      const about = `traces?limit=10&text=${encodeURIComponent(orderId)}`;
      const { traces } = await callLocal<{ traces: { traceId: string }[] }>('GET', about);
      const found = traces.map(({ traceId }) => callLocal<Trace>('GET', `traces/${traceId}`));
      return (await Promise.all(found)).flatMap((trace) => trace.spans);
    },
    refetchInterval: 2_000,
  });

const Known = ({ order }: { order: Order }) => {
  const path = encodeURIComponent(order.id);
  const payment = useApi<Payment>(`/payments/${path}`, { everyMs: 2_000 });
  const events = useApi<{ items: OrderEvent[] }>(`/orders/${path}/events`, { everyMs: 2_000 });
  const mails = useLocal<Mail[]>('mailbox', { everyMs: 5_000 });
  const spans = useSpans(order.id);
  const logs = useLocal<{ lines: LogLine[] }>(`logs?limit=200&order=${path}`);
  const items = happeningsOf({
    orderId: order.id,
    events: events.data?.items,
    payment: payment.data,
    mails: mails.data,
    spans: spans.data,
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
      <h2>What was said</h2>
      <Loaded query={logs}>
        {({ lines }) =>
          lines.length === 0 ? <Empty>Nothing.</Empty> : <Lines lines={lines} label="Log lines" />
        }
      </Loaded>
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

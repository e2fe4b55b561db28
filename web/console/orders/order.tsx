// One order: where it is, what happened, what it has of money and goods, what it cost, and what can be done.
import { useQueries } from '@tanstack/preact-query';
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import { callLocal } from '../data/calls.ts';
import { useApi, useLocal } from '../data/queries.ts';
import type { LogLine } from '../logs/line.ts';
import { Lines } from '../logs/lines.tsx';
import type { PageProps } from '../pages.ts';
import { money, words } from '../parts/format.ts';
import { Age, Badge, Facts, Json, useNow } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import type { Span, Trace } from '../traces/span.ts';
import { OrderActions } from './actions.tsx';
import { Costs, Remedies } from './remedies.tsx';
import { happeningsOf, type Story } from './story.ts';
import { MoneyStrip, StockStrips } from './strips.tsx';
import { Timeline } from './timeline.tsx';

const addressOf = ({ shippingAddress: to }: Order): string =>
  [to.name, to.line1, to.line2, to.postalCode, to.city, to.region, to.country]
    .filter(Boolean)
    .join(', ');

/** Of those of its traces that were kept. */
const useSpans = (traceIds: readonly string[]): Span[] =>
  useQueries({
    queries: traceIds.map((id) => ({
      queryKey: ['local', `traces/${id}`],
      queryFn: () => callLocal<Trace>('GET', `traces/${id}`),
      refetchInterval: 3_000,
      retry: false,
    })),
  }).flatMap(({ data }) => data?.spans ?? []);

const Told = ({ story }: { story: Story }) => {
  const now = useNow();
  const spans = useSpans(story.traceIds);
  return (
    <>
      <Remedies remedies={story.remedies} />
      <h2>What happened</h2>
      <Timeline items={happeningsOf(story, spans, now)} />
      <h2>What it cost</h2>
      {story.cost === null ? (
        <Empty>It was placed before this start, so nothing was counted.</Empty>
      ) : (
        <Costs cost={story.cost} />
      )}
    </>
  );
};

const Known = ({ order }: { order: Order }) => {
  const path = encodeURIComponent(order.id);
  const payment = useApi<Payment>(`/payments/${path}`, { everyMs: 2_000 });
  const story = useLocal<Story>(`orders/${path}`, { everyMs: 2_000 });
  const logs = useLocal<{ lines: LogLine[] }>(`logs?limit=200&order=${path}`);
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
      <Loaded query={story}>{(told) => <Told story={told} />}</Loaded>
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

// An order as the API has it.
import type { Order } from '../../../events/http/orders/orders.ts';
import { money } from '../parts/format.ts';
import { Facts, Json } from '../parts/show.tsx';

const addressOf = ({ shippingAddress: to }: Order): string =>
  [to.name, to.line1, to.line2, to.postalCode, to.city, to.region, to.country]
    .filter(Boolean)
    .join(', ');

export const AsItIs = ({ order }: { order: Order }) => (
  <>
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

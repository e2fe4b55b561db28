// Money and goods of an order, each as one strip: how much of it is where.
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import { money } from '../parts/format.ts';

interface Part {
  readonly name: string;
  readonly tone: string;
  readonly size: number;
  readonly text: string;
}

const Strip = ({
  label,
  parts,
  whole,
}: {
  label: string;
  parts: readonly Part[];
  whole: number;
}) => {
  const some = parts.filter(({ size }) => size > 0);
  return (
    <div class="strip">
      <span class="label">{label}</span>
      <span class="strip-bar" aria-hidden="true">
        {some.map(({ name, tone, size }) => (
          <i key={name} class={tone} style={{ width: `${(100 * size) / Math.max(whole, 1)}%` }} />
        ))}
      </span>
      <span class="strip-text">
        {some.map(({ name, tone, text }) => (
          <span key={name} class={`part ${tone}`}>
            <i class="dot" /> {text} {name}
          </span>
        ))}
        {some.length === 0 && <span class="soft">nothing yet</span>}
      </span>
    </div>
  );
};

/** What is held, what was taken, what went back, of the order's total. */
export const MoneyStrip = ({ order, payment }: { order: Order; payment: Payment | undefined }) => {
  const { total } = order.totals;
  const of = (amount: number) => ({ amount, currency: total.currency });
  const captured = payment?.captured.amount ?? order.payment.captured.amount;
  const refunded = payment?.refunded.amount ?? order.payment.refunded.amount;
  const voided = payment?.voided.amount ?? 0;
  const held = Math.max((payment?.authorized.amount ?? 0) - captured - voided, 0);
  const part = (name: string, tone: string, size: number): Part => ({
    name,
    tone,
    size,
    text: money(of(size)),
  });
  return (
    <Strip
      label={`${money(total)} in all`}
      whole={total.amount}
      parts={[
        part('captured', 'done', captured - refunded),
        part('refunded', 'back', refunded),
        part('authorized', 'held', held),
        part('voided', 'off', voided),
      ]}
    />
  );
};

type Line = Order['lines'][number];

const partsOf = ({ quantity, reserved, shipped, delivered, cancelled, returned }: Line): Part[] => {
  const part = (name: string, tone: string, size: number): Part => ({
    name,
    tone,
    size,
    text: String(size),
  });
  const waiting = quantity - reserved - shipped - cancelled;
  return [
    part('delivered', 'done', delivered - returned),
    part('under way', 'way', shipped - delivered),
    part('returned', 'back', returned),
    part('reserved', 'held', reserved),
    part('cancelled', 'off', cancelled),
    part('not reserved', 'none', Math.max(waiting, 0)),
  ];
};

export const StockStrips = ({ order }: { order: Order }) => (
  <>
    {order.lines.map((line) => (
      <Strip
        key={line.sku}
        label={`${line.quantity} × ${line.name} (${line.sku})`}
        whole={line.quantity}
        parts={partsOf(line)}
      />
    ))}
  </>
);

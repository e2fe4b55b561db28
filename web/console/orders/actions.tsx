// What staff, the carrier and the payment provider can do with an order, as far as its state lets them.
import type { Order } from '../../../events/http/orders/orders.ts';
import { callLocal, change } from '../data/calls.ts';
import { ActionButton, ActionForm, Choice, Field } from '../parts/form.tsx';

const numberOf = (values: Record<string, string>, name: string): number =>
  Number(values[name] ?? 0);

/** Pieces to act on, a field a line; null when all are meant. */
const linesOf = (order: Order, values: Record<string, string>) =>
  order.lines
    .map(({ sku }) => ({ sku, quantity: numberOf(values, `of ${sku}`) }))
    .filter(({ quantity }) => quantity > 0);

const Lines = ({
  order,
  most,
}: {
  order: Order;
  most: (line: Order['lines'][number]) => number;
}) => (
  <>
    {order.lines
      .filter((line) => most(line) > 0)
      .map((line) => (
        <Field
          key={line.sku}
          label={`${line.name} (of ${most(line)})`}
          name={`of ${line.sku}`}
          type="number"
          min={0}
          value={String(most(line))}
        />
      ))}
  </>
);

type Line = Order['lines'][number];
const unsent = ({ quantity, shipped, cancelled }: Line) => quantity - shipped - cancelled;
const kept = ({ delivered, returned }: Line) => delivered - returned;

const Ship = ({ order }: { order: Order }) => (
  <ActionForm
    title="Ship"
    verb="Ship these"
    act={({ carrier, trackingNumber, ...values }) =>
      change('POST', `/orders/${order.id}/shipments`, {
        carrier,
        trackingNumber,
        lines: linesOf(order, values),
      })
    }
  >
    <Lines order={order} most={unsent} />
    <Field label="Carrier" name="carrier" value="DHL" />
    <Field label="Tracking number" name="trackingNumber" value="JD0146000060" />
  </ActionForm>
);

const CancelLines = ({ order }: { order: Order }) => (
  <ActionForm
    title="Cancel lines"
    verb="Cancel these"
    act={(values) =>
      change('POST', `/orders/${order.id}/line-cancellations`, { lines: linesOf(order, values) })
    }
  >
    <Lines order={order} most={unsent} />
  </ActionForm>
);

const Refund = ({ order }: { order: Order }) => {
  const { captured, refunded } = order.payment;
  const most = captured.amount - refunded.amount;
  return (
    <ActionForm
      title="Refund"
      verb="Refund"
      act={(values) =>
        change('POST', `/orders/${order.id}/refunds`, {
          amount: { amount: numberOf(values, 'amount'), currency: captured.currency },
          reason: values.reason,
        })
      }
    >
      <Field
        label={`Amount in the smallest unit of ${captured.currency} (of ${most})`}
        name="amount"
        type="number"
        min={1}
        value={String(most)}
      />
      <Field label="Reason" name="reason" value="goodwill" />
    </ActionForm>
  );
};

const Return = ({ order }: { order: Order }) => (
  <ActionForm
    title="Return"
    verb="Announce the return"
    act={({ reason, ...values }) =>
      change('POST', `/orders/${order.id}/returns`, { lines: linesOf(order, values), reason })
    }
  >
    <Lines order={order} most={kept} />
    <Field label="Reason" name="reason" value="does not fit" />
  </ActionForm>
);

const Announced = ({ order }: { order: Order }) => (
  <>
    {order.returns
      .filter(({ status }) => status === 'requested')
      .map(({ returnId }) => {
        const path = `/orders/${order.id}/returns/${returnId}`;
        return (
          <span key={returnId} class="act">
            <ActionButton act={() => change('POST', `${path}/receipt`, {})}>
              Return has come
            </ActionButton>
            <ActionForm
              title="Refuse the return"
              verb="Refuse"
              act={({ reason }) => change('POST', `${path}/refusal`, { reason })}
            >
              <Field label="Reason" name="reason" />
            </ActionForm>
          </span>
        );
      })}
  </>
);

const providerEvents = [
  'authorization.succeeded',
  'authorization.declined',
  'capture.succeeded',
  'capture.failed',
  'refund.succeeded',
  'void.succeeded',
  'dispute.opened',
];
const modes = ['normal', 'duplicate', 'late', 'reordered', 'bad-signature'];

const Trigger = ({ order }: { order: Order }) => (
  <ActionForm
    title="Provider webhook"
    verb="Send"
    act={({ event, mode }) => callLocal('POST', 'trigger', { event, mode, order: order.id })}
  >
    <Choice label="Event" name="event" options={providerEvents} />
    <Choice label="How" name="mode" options={modes} />
  </ActionForm>
);

const cancellable = ['pending_stock', 'pending_payment', 'confirmed'];
const sendable = ['confirmed', 'shipped', 'delivered'];

export const OrderActions = ({ order }: { order: Order }) => {
  const { status, lines, payment, delivery } = order;
  const hasUnsent = sendable.includes(status) && lines.some((line) => unsent(line) > 0);
  const isUnderWay = lines.some(({ shipped, delivered }) => shipped > delivered);
  return (
    <div class="actions">
      {hasUnsent && <Ship order={order} />}
      {isUnderWay && (
        <ActionButton act={() => change('POST', `/orders/${order.id}/delivery`)}>
          Delivered
        </ActionButton>
      )}
      {hasUnsent && <CancelLines order={order} />}
      {cancellable.includes(status) && delivery.shipments.length === 0 && (
        <ActionButton
          asks="Cancel the whole order?"
          act={() => change('POST', `/orders/${order.id}/cancellation`)}
        >
          Cancel
        </ActionButton>
      )}
      {payment.captured.amount > payment.refunded.amount && <Refund order={order} />}
      {lines.some((line) => kept(line) > 0) && <Return order={order} />}
      <Announced order={order} />
      <Trigger order={order} />
    </div>
  );
};

// What staff can do with an order, as far as its state and their role let them.
import type { ComponentChildren } from 'preact';
import type { Order } from '../../../events/http/orders/orders.ts';
import { change } from '../data/calls.ts';
import { useMay } from '../data/may.ts';
import { ActionButton, ActionForm, Field } from '../parts/form.tsx';
import { fieldOf, pickedLines } from './picked-lines.ts';

const numberOf = (values: Record<string, string>, name: string): number =>
  Number(values[name] ?? 0);

const Lines = ({
  order,
  most,
}: {
  order: Order;
  most: (line: Order['lines'][number]) => number;
}) => (
  <>
    {order.lines.map(
      (line, index) =>
        most(line) > 0 && (
          <Field
            key={fieldOf(index)}
            label={`${line.name} (of ${most(line)})`}
            name={fieldOf(index)}
            type="number"
            min={0}
            value={String(most(line))}
          />
        ),
    )}
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
        lines: pickedLines(order, values),
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
      change('POST', `/orders/${order.id}/line-cancellations`, {
        lines: pickedLines(order, values),
      })
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
      change('POST', `/orders/${order.id}/returns`, { lines: pickedLines(order, values), reason })
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

const cancellable = ['pending_stock', 'pending_payment', 'confirmed'];
const sendable = ['confirmed', 'shipped', 'delivered'];

export const OrderActions = ({
  order,
  children,
}: {
  order: Order;
  children?: ComponentChildren;
}) => {
  const may = useMay();
  const { status, lines, payment, delivery } = order;
  const hasUnsent = sendable.includes(status) && lines.some((line) => unsent(line) > 0);
  const isUnderWay = lines.some(({ shipped, delivered }) => shipped > delivered);
  return (
    <div class="actions">
      {hasUnsent && may('orders.ship') && <Ship order={order} />}
      {isUnderWay && may('orders.deliver') && (
        <ActionButton act={() => change('POST', `/orders/${order.id}/delivery`)}>
          Delivered
        </ActionButton>
      )}
      {hasUnsent && may('orders.cancel-lines') && <CancelLines order={order} />}
      {may('orders.cancel') && cancellable.includes(status) && delivery.shipments.length === 0 && (
        <ActionButton
          asks="Cancel the whole order?"
          act={() => change('POST', `/orders/${order.id}/cancellation`)}
        >
          Cancel
        </ActionButton>
      )}
      {payment.captured.amount > payment.refunded.amount && may('orders.refund') && (
        <Refund order={order} />
      )}
      {lines.some((line) => kept(line) > 0) && may('orders.request-return') && (
        <Return order={order} />
      )}
      {may('orders.receive-return') && <Announced order={order} />}
      {children}
    </div>
  );
};

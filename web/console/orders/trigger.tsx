// A webhook of the sandbox provider about an order, also a wrong one.
import type { Order } from '../../../events/http/orders/orders.ts';
import { callLocal } from '../data/calls.ts';
import { ActionForm, Choice } from '../parts/form.tsx';

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

export const Trigger = ({ order }: { order: Order }) => (
  <ActionForm
    title="Provider webhook"
    verb="Send"
    act={({ event, mode }) => callLocal('POST', 'trigger', { event, mode, order: order.id })}
  >
    <Choice label="Event" name="event" options={providerEvents} />
    <Choice label="How" name="mode" options={modes} />
  </ActionForm>
);

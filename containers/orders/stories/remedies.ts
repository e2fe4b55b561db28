// What helps an order that is stuck, as requests of the API.
import type { OrderStory } from '../../../events/http/orders/stories.ts';
import type { OrderState } from '../domain/order.ts';

type Told = Pick<OrderStory, 'orderId' | 'steps' | 'deadLetters'>;
type Remedy = OrderStory['remedies'][number];

const cancellable: readonly OrderState['status'][] = [
  'pending_stock',
  'pending_payment',
  'confirmed',
];

const remedy = (says: string, path: string, body: Remedy['request']['body'] = null): Remedy => ({
  says,
  request: { method: 'POST', path, body },
});

/** Nothing where nothing waits. */
export const remediesOf = (
  { orderId, steps, deadLetters }: Told,
  status: OrderState['status'],
): Remedy[] => {
  const waiting = steps.filter(({ state }) => state === 'waiting');
  if (waiting.length === 0) return [];
  const asked = waiting.map(({ step, of }) => `${step} (${of})`).join(', ');
  const queues = [...new Set((deadLetters ?? []).map(({ service }) => service))];
  return [
    ...queues.map((service) =>
      remedy(
        `Messages of it died at ${service}: mend the cause, then send them back`,
        `/admin/dead-letters/${service}/redrive`,
        { subject: orderId },
      ),
    ),
    remedy(`Ask again now: ${asked}`, `/admin/orders/${orderId}/retries`),
    ...(cancellable.includes(status)
      ? [remedy('Cancel it; stock and payment are freed', `/orders/${orderId}/cancellation`)]
      : []),
  ];
};

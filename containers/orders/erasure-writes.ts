// The one change of a recorded event: the address goes from it when the customer is forgotten.
import { paddedVersion } from '../../platform/data/records.ts';
import type { Write } from '../../platform/data/write.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';
import { orderPartition } from './store.ts';

/** Events are never changed, but for this: the first one loses the address together with the state. */
export const erasureWrites = (events: readonly OrderEvent[], state: OrderState): Write[] => {
  const isErased = events.some(({ type }) => type === 'personal-data-erased');
  if (!isErased || state.status === 'absent') return [];
  const { orderId, shippingAddress } = state.order;
  return [
    {
      update: { pk: `${orderPartition}#${orderId}`, sk: `EVENT#${paddedVersion(1)}` },
      change: {
        expression: 'SET #event.shippingAddress = :erased',
        names: { '#event': 'event' },
        values: { ':erased': shippingAddress },
      },
    },
  ];
};

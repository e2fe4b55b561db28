// The one change of recorded events: what they say of a person goes from them when the customer is forgotten.
import { paddedVersion } from '../../platform/data/records.ts';
import type { Write } from '../../platform/data/write.ts';
import type { OrderEvent } from './domain/events.ts';
import { erasedText, type OrderState } from './domain/order.ts';
import { type OrderStore, orderPartition } from './store.ts';

/** A transaction takes a hundred writes; more returns of one order have not been seen. */
const mostReturns = 80;

const updateOf = (
  orderId: string,
  version: number,
  values: Readonly<Record<string, unknown>>,
): Write => {
  const members = Object.keys(values);
  return {
    update: { pk: `${orderPartition}#${orderId}`, sk: `EVENT#${paddedVersion(version)}` },
    change: {
      expression: `SET ${members.map((member) => `#event.#${member} = :${member}`).join(', ')}`,
      names: Object.fromEntries([
        ['#event', 'event'],
        ...members.map((member) => [`#${member}`, member]),
      ]),
      values: Object.fromEntries(members.map((member) => [`:${member}`, values[member]])),
    },
  };
};

/** Events are never changed, but for this: they lose the address and the customer's words together with the state. */
export const erasureWrites = async (
  store: Pick<OrderStore, 'history'>,
  events: readonly OrderEvent[],
  state: OrderState,
): Promise<Write[]> => {
  const isErased = events.some(({ type }) => type === 'personal-data-erased');
  if (!isErased || state.status === 'absent') return [];
  const { orderId, shippingAddress } = state.order;
  const returns = (await store.history(orderId)).filter(
    ({ event }) => event.type === 'return-requested',
  );
  return [
    updateOf(orderId, 1, { shippingAddress, paymentToken: erasedText }),
    ...returns
      .slice(0, mostReturns)
      .map(({ version }) => updateOf(orderId, version, { reason: erasedText })),
  ];
};

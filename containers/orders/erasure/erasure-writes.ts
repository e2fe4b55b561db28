// The one change of what is kept of an order: what its commits say of a person goes from them when the customer is forgotten.
import type { Commit } from '../../../platform/data/commits.ts';
import type { Table, Write } from '../../../platform/data/table.ts';
import { erasedText } from '../domain/address/erased.ts';
import type { OrderEvent } from '../domain/events.ts';
import type { OrderDetails, OrderState } from '../domain/order.ts';
import type { OrderStore } from '../store.ts';

/** Of a transaction's hundred writes, to leave room for those of the event. */
const atOnce = 50;

/** Events and what was said of them name these members alike. */
const withoutPerson = (
  commit: Commit<OrderEvent>,
  { shippingAddress }: OrderDetails,
): Commit<OrderEvent> => {
  const before = JSON.stringify(commit);
  const after = JSON.stringify(commit, (member, value) => {
    if (member === 'shippingAddress') return shippingAddress;
    if (member === 'paymentToken') return erasedText;
    const isAboutReturn = value?.type === 'return-requested' || value?.type === 'return-refused';
    return isAboutReturn ? { ...value, reason: erasedText } : value;
  });
  return after === before ? commit : (JSON.parse(after) as Commit<OrderEvent>);
};

/** Commits are never changed, but for this: they lose the address and the customer's words before the state says so. Answers the writes that are left for the transaction of that. */
export const erasureWrites = async (
  { table, store }: { readonly table: Table; readonly store: Pick<OrderStore, 'read' | 'amend'> },
  events: readonly OrderEvent[],
  state: OrderState,
): Promise<readonly Write[]> => {
  const isErased = events.some(({ type }) => type === 'personal-data-erased');
  if (!isErased || state.status === 'absent') return [];
  const { order } = state;
  const stream = await store.read(order.orderId);
  const writes = [...store.amend(order.orderId, stream, (commit) => withoutPerson(commit, order))];
  while (writes.length > atOnce) await table.transact(writes.splice(0, atOnce));
  return writes;
};

// The one change of what is kept of an order: what events and replies say of a person goes from them when the customer is forgotten.
import { type IdempotencyRecord, paddedVersion, replyKey } from '../../platform/data/records.ts';
import type { Table } from '../../platform/data/table.ts';
import type { Write } from '../../platform/data/write.ts';
import type { OrderEvent } from './domain/events.ts';
import { erasedText, type OrderDetails, type OrderState } from './domain/order.ts';
import { type OrderStore, orderPartition } from './store.ts';

/** Of a transaction's hundred writes, to leave room for those of the event. */
const atOnce = 50;

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

/** The order as it was told, by whichever route, without what is erased of it. */
const withoutPerson = (body: string, { shippingAddress }: OrderDetails): string =>
  JSON.stringify(JSON.parse(body), (member, value) => {
    if (member === 'shippingAddress') return shippingAddress;
    if (member !== 'returns') return value;
    return (value as readonly object[]).map((told) => ({
      ...told,
      reason: erasedText,
      ...('refusal' in told ? { refusal: erasedText } : {}),
    }));
  });

/** Who asks again within 72 hours is still told that it was done. */
const replyWrites = async (
  table: Table,
  names: readonly string[],
  order: OrderDetails,
): Promise<Write[]> => {
  const kept = await table.getMany<IdempotencyRecord>(names.map(replyKey));
  return kept.map((record) => {
    const body = withoutPerson(record.reply.body, order);
    return { put: { ...record, reply: { ...record.reply, body } } };
  });
};

/** Events and replies are never changed, but for this: they lose the address and the customer's words before the state says so. Answers the writes that are left for the transaction of that. */
export const erasureWrites = async (
  { table, store }: { readonly table: Table; readonly store: Pick<OrderStore, 'history'> },
  events: readonly OrderEvent[],
  state: OrderState,
): Promise<Write[]> => {
  const isErased = events.some(({ type }) => type === 'personal-data-erased');
  if (!isErased || state.status === 'absent') return [];
  const { orderId, shippingAddress } = state.order;
  const history = await store.history(orderId);
  const ofType = (type: OrderEvent['type']) => history.filter(({ event }) => event.type === type);
  const replies = history.flatMap(({ reply }) => reply ?? []);
  const writes = [
    updateOf(orderId, 1, { shippingAddress, paymentToken: erasedText }),
    ...ofType('address-changed').map(({ version }) =>
      updateOf(orderId, version, { shippingAddress }),
    ),
    ...[...ofType('return-requested'), ...ofType('return-refused')].map(({ version }) =>
      updateOf(orderId, version, { reason: erasedText }),
    ),
    ...(await replyWrites(table, replies, state.order)),
  ];
  while (writes.length > atOnce) await table.transact(writes.splice(0, atOnce));
  return writes;
};

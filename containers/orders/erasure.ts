// What is forgotten with a customer: the cart at once, the address of each order when it is no longer needed.
import type { Table } from '../../platform/data/table.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import type { Carts } from './cart-store.ts';
import type { Orders } from './orders.ts';
import { customerView } from './projection.ts';

/** Safe to repeat: what is forgotten already is left alone. */
export type Forget = (customerId: string, at: string, causation: Causation) => Promise<void>;

const pageSize = 100;

export const createForget = (
  table: Table,
  carts: Pick<Carts, 'remove'>,
  orders: Pick<Orders, 'handle'>,
): Forget => {
  return async (customerId, at, causation) => {
    await carts.remove({ kind: 'customer', customerId });
    let after: string | undefined;
    do {
      const page = await table.query<{ orderId: string }>(customerView(customerId), {
        after,
        limit: pageSize,
      });
      for (const { orderId } of page) {
        await orders.handle(orderId, { type: 'forget-customer', at }, { causation });
      }
      after = page.length === pageSize ? page.at(-1)?.sk : undefined;
    } while (after !== undefined);
  };
};

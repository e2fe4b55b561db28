// What is forgotten with a customer: the cart at once, the address of each order when it is no longer needed; and again what a token that was still good has done meanwhile.
import type { Table } from '../../../platform/data/table.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type { Carts } from '../cart/cart-store.ts';
import type { Orders } from '../commands.ts';
import { customerView } from '../lists/projection.ts';

export interface Forgetting {
  /** Safe to repeat: what is forgotten already is left alone. */
  forget(customerId: string, at: string, causation: Causation): Promise<void>;
  /** The second round for those whose tokens are all dead by now; nothing can follow it. */
  forgetAgain(at: string, causation: Causation): Promise<void>;
}

/** No access token is taken for longer than 15 minutes. */
const secondRoundMs = 16 * 60_000;
const pageSize = 100;
/** Not one of the shards in which orders wait for their deadlines. */
const due = 'forgotten';
const partition = 'FORGOTTEN#';

export const createForgetting = (
  table: Table,
  carts: Pick<Carts, 'remove'>,
  orders: Pick<Orders, 'handle'>,
): Forgetting => {
  const keyOf = (customerId: string) => ({ pk: `${partition}${customerId}`, sk: 'STATE' });

  const forgetAll = async (customerId: string, at: string, causation: Causation) => {
    await carts.remove({ kind: 'customer', customerId });
    const failures: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await table.query<{ orderId: string }>(customerView(customerId), {
        after,
        limit: pageSize,
      });
      for (const { orderId } of page) {
        // An order that cannot be read keeps nobody in the others.
        await orders
          .handle(orderId, { type: 'forget-customer', at }, { causation })
          .catch((error: unknown) => failures.push(error));
      }
      after = page.length === pageSize ? page.at(-1)?.sk : undefined;
    } while (after !== undefined);
    if (failures.length > 0) throw new AggregateError(failures, 'not all orders have forgotten');
  };

  const finish = async (customerId: string, at: string, causation: Causation) => {
    await forgetAll(customerId, at, causation);
    await table.transact([{ remove: keyOf(customerId) }]);
  };

  return {
    forget: async (customerId, at, causation) => {
      const dueAt = new Date(Date.parse(at) + secondRoundMs).toISOString();
      await table.transact([{ put: { ...keyOf(customerId), due, dueAt } }]);
      await forgetAll(customerId, at, causation);
    },

    forgetAgain: async (at, causation) => {
      const failures: unknown[] = [];
      for await (const page of table.queryIndex('due-index', due, at, pageSize)) {
        for (const { pk } of page) {
          const customerId = pk.slice(partition.length);
          // One who cannot be forgotten now holds up no other.
          await finish(customerId, at, causation).catch((error: unknown) => failures.push(error));
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not all are forgotten yet');
    },
  };
};

// The commands of orders put together: their aggregate, and what is kept beside it.
import { createCommandHandler } from '../../platform/data/command-handler.ts';
import type { TableBasis } from '../../platform/service/table-ground.ts';
import { createCarts } from './cart/cart-store.ts';
import { createOrders, type OrderObserver, type Orders } from './commands.ts';
import { orderDecider } from './domain/decider.ts';
import { createKeptWith } from './kept-with.ts';
import { createEntering } from './lists/entering.ts';
import { createOrderStore } from './store.ts';

export const composeCommands = (
  {
    table,
    clock,
    newId,
    readable,
  }: Pick<TableBasis, 'table' | 'clock' | 'newId'> & {
    /** Told of orders that cannot be read. */
    readonly readable: Pick<TableBasis['readable'], 'note'>;
  },
  observers: readonly OrderObserver[] = [],
): Orders => {
  const store = createOrderStore(table, readable);
  return createOrders({
    store,
    commit: createCommandHandler({ decider: orderDecider, store, clock, newId }),
    keptWith: createKeptWith(table, store, createCarts(table, clock)),
    entering: createEntering(table, store),
    observers,
  });
};

// An example of a consumer that somebody adds later: what was sold on each day, from the facts of orders.
import { inboxFunction } from '../../platform/service/queue-function.ts';
import { readSalesConfig } from './config.ts';
import { salesHandlers } from './messages.ts';
import { createSalesStore } from './store.ts';

export const handler = inboxFunction(readSalesConfig(), ({ table }) =>
  salesHandlers(createSalesStore(table)),
);

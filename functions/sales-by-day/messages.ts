// Counts a confirmed order on the day of its confirmation, whether a topic tells it or the archive.
import { keptOrderConfirmed } from '../../events/messages/kept.ts';
import { done, type MessageHandler, on } from '../../platform/messaging/inbox.ts';
import { saleOf } from './domain/sale.ts';
import type { SalesStore } from './store.ts';

export const salesHandlers = (store: SalesStore): readonly MessageHandler[] => [
  on(keptOrderConfirmed, ['order'], async ({ envelope, data }) => {
    const isNew = await store.count(saleOf(data.order, envelope.time));
    return isNew ? done : { kind: 'ignored', reason: 'the order was counted before' };
  }),
];

// How orders are kept: the event store, and what is written along with every change.
import type { Clock } from '../../platform/clock.ts';
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import { shardOf } from '../../platform/data/shards.ts';
import type { Table } from '../../platform/data/table.ts';
import { deadlineOf } from './domain/deadlines.ts';
import type { OrderEvent } from './domain/events.ts';
import { absent, type OrderState } from './domain/order.ts';

export type OrderStore = EventStore<OrderEvent, OrderState>;

/** First part of an order's partition key. */
export const orderPartition = 'ORDER';

export const createOrderStore = (table: Table, clock: Clock): OrderStore =>
  createEventStore<OrderEvent, OrderState>({
    table,
    clock,
    name: orderPartition,
    initial: absent,
    index: (orderId, state) => {
      const dueAt = deadlineOf(state);
      return dueAt === undefined ? {} : { due: shardOf(orderId), dueAt };
    },
  });

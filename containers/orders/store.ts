// How orders are kept: as commits, with a deadline for each that waits.
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import type { Table } from '../../platform/data/table.ts';
import { deadlineOf } from './domain/deadlines.ts';
import { orderDecider } from './domain/decider.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';

export type OrderStore = EventStore<OrderEvent, OrderState>;

export const createOrderStore = (table: Table): OrderStore =>
  createEventStore<OrderEvent, OrderState>({
    table,
    name: 'ORDER',
    initial: orderDecider.initial,
    evolve: orderDecider.evolve,
    dueAt: deadlineOf,
  });

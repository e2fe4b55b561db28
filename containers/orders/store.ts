// How orders are kept: as commits, with a deadline for each that waits longer than for its placing.
import { createEventStore, type EventStore } from '../../platform/data/event-store.ts';
import type { Readable } from '../../platform/data/readable.ts';
import type { Table } from '../../platform/data/table.ts';
import { deadlineOf } from './domain/deadlines.ts';
import { orderDecider } from './domain/decider.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';
import { orderShape } from './order-shape.ts';

export type OrderStore = EventStore<OrderEvent, OrderState>;

/** While it is being placed the watchdog finds an order by the time of its placing. */
export const dueAt = (state: OrderState): string | undefined =>
  state.status === 'pending_stock' || state.status === 'pending_payment'
    ? undefined
    : deadlineOf(state);

export const createOrderStore = (table: Table, readable?: Pick<Readable, 'note'>): OrderStore =>
  createEventStore<OrderEvent, OrderState>({
    table,
    name: 'ORDER',
    initial: orderDecider.initial,
    evolve: orderDecider.evolve,
    dueAt,
    shape: orderShape,
    readable,
  });

// Commands on orders: handled by the aggregate, kept with their list entries and coupons, and told to those who wait.
import type { Clock } from '../../platform/clock.ts';
import {
  type CommandContext,
  createCommandHandler,
  type Outcome,
} from '../../platform/command-handler.ts';
import type { Loaded, RecordedEvent } from '../../platform/data/event-store.ts';
import type { Table } from '../../platform/data/table.ts';
import type { NewId } from '../../platform/ids.ts';
import { couponWrites } from './coupons.ts';
import type { OrderCommand } from './domain/commands.ts';
import { orderDecider } from './domain/decider.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';
import { erasureWrites } from './erasure-writes.ts';
import { projectionWrites } from './projection.ts';
import { createOrderStore } from './store.ts';
import type { Waiters } from './waiters.ts';

export type OrderContext = Omit<CommandContext<OrderEvent, OrderState>, 'writes'>;
export type OrderOutcome = Outcome<OrderEvent, OrderState>;

export interface Orders {
  handle(orderId: string, command: OrderCommand, context: OrderContext): Promise<OrderOutcome>;
  load(orderId: string): Promise<Loaded<OrderState>>;
  history(orderId: string): Promise<RecordedEvent<OrderEvent>[]>;
}

export const createOrders = ({
  table,
  clock,
  newId,
  waiters,
}: {
  readonly table: Table;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly waiters: Waiters;
}): Orders => {
  const store = createOrderStore(table, clock);
  const commit = createCommandHandler({
    source: 'orders',
    decider: orderDecider,
    store,
    clock,
    newId,
  });
  return {
    load: (orderId) => store.load(orderId),
    history: (orderId) => store.history(orderId),
    handle: async (orderId, command, context) => {
      const outcome = await commit(orderId, command, {
        ...context,
        writes: (events, state) => [
          ...couponWrites(command, events, state),
          ...projectionWrites(events, state),
          ...erasureWrites(events, state),
        ],
      });
      if (outcome.kind === 'committed') waiters.wake(orderId);
      return outcome;
    },
  };
};

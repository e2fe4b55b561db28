// Commands on orders: handled by the aggregate, kept with their list entries and coupons, and told to those who wait.

import {
  type CommandContext,
  createCommandHandler,
  type Outcome,
  repeated,
} from '../../platform/data/command-handler.ts';
import {
  type Loaded,
  type RecordedEvent,
  VersionConflict,
} from '../../platform/data/event-store.ts';
import type { Readable } from '../../platform/data/readable.ts';
import type { IdempotentRequest } from '../../platform/data/records.ts';
import type { Table, Write } from '../../platform/data/table.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import { type Carts, createCarts } from './cart/cart-store.ts';
import { couponWrites } from './coupons/coupons.ts';
import type { OrderCommand } from './domain/commands.ts';
import { orderDecider } from './domain/decider.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';
import { erasureWrites } from './erasure/erasure-writes.ts';
import { firstEntries, listMoves, positionOf, strayEntries } from './lists/projection.ts';
import { createOrderStore } from './store.ts';

export interface OrderContext
  extends Omit<CommandContext<OrderEvent, OrderState>, 'first' | 'writes'> {
  /** Written in the same transaction. */
  readonly also?: readonly Write[];
}
export type OrderOutcome = Outcome<OrderEvent, OrderState>;

export type LoadedOrder = Loaded<OrderState>;

export interface Orders {
  handle(orderId: string, command: OrderCommand, context: OrderContext): Promise<OrderOutcome>;
  load(orderId: string): Promise<LoadedOrder>;
  loadMany(orderIds: readonly string[]): Promise<ReadonlyMap<string, LoadedOrder>>;
  history(orderId: string): Promise<RecordedEvent<OrderEvent>[]>;
  /** What this very request has made of the order; throws `idempotency-key-reused` for another one with its key. */
  repeated(orderId: string, request: IdempotentRequest): Promise<LoadedOrder | undefined>;
}

/** Told of each command that was handled. */
export type OrderObserver = (orderId: string, outcome: OrderOutcome) => void;

/** What a rejected order took out of its customer's cart goes back into it. */
const cartWrites = async (
  carts: Pick<Carts, 'putBack'>,
  events: readonly OrderEvent[],
  state: OrderState,
): Promise<Write[]> => {
  const isRejected = events.some(({ type }) => type === 'order-rejected');
  if (!isRejected || state.status === 'absent') return [];
  const { orderId, customerId, lines, fromCart, erasure } = state.order;
  if (fromCart === undefined || erasure !== undefined) return [];
  // Decided again from the beginning, where the cart has changed meanwhile.
  return [
    await carts.putBack(customerId, lines, () => new VersionConflict(`cart of ${orderId}`, 0)),
  ];
};

export const createOrders = ({
  table,
  clock,
  newId,
  readable,
  observers = [],
}: {
  readonly table: Table;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Told of orders that cannot be read. */
  readonly readable: Pick<Readable, 'note'>;
  readonly observers?: readonly OrderObserver[];
}): Orders => {
  const store = createOrderStore(table, readable);
  const carts = createCarts(table, clock);
  const commit = createCommandHandler({
    decider: orderDecider,
    store,
    clock,
    newId,
  });

  /** What was entered for a request that came again. Where the order is not there, its commit may still arrive: then, and where this fails, the watchdog finds it. */
  const removeStray = async (orderId: string, position: string): Promise<void> => {
    const { state } = await store.load(orderId);
    if (state.status === 'absent') return;
    const stray = strayEntries(state, position);
    await Promise.all(stray.map((write) => table.transact([write])));
  };

  return {
    load: (orderId) => store.load(orderId),
    loadMany: (orderIds) => store.loadMany(orderIds),
    history: (orderId) => store.history(orderId),
    repeated: async (orderId, request) => repeated(store, await store.read(orderId), request),
    handle: async (orderId, command, { also = [], ...context }) => {
      let tried: string | undefined;
      let outcome: OrderOutcome | undefined;
      try {
        outcome = await commit(orderId, command, {
          ...context,
          isFirst: command.type === 'place',
          first: (events, state) => {
            const entries = firstEntries(events, state);
            if (entries.length > 0 && state.status !== 'absent') tried = positionOf(state.order);
            return entries;
          },
          writes: async (events, state) => [
            ...couponWrites(command, events, state),
            ...listMoves(events, state),
            ...(await cartWrites(carts, events, state)),
            ...(await erasureWrites({ table, store }, events, state)),
            ...also,
          ],
        });
      } finally {
        if (tried !== undefined && outcome?.kind !== 'committed') {
          await removeStray(orderId, tried).catch(() => {});
        }
      }
      for (const observe of observers) observe(orderId, outcome);
      return outcome;
    },
  };
};

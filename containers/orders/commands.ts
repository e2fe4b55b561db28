// Commands on orders: handled by the aggregate, kept with their list entries and coupons, and told to those who wait.
import type {
  CommandContext,
  CommandHandler,
  Outcome,
} from '../../platform/data/command-handler.ts';
import { repeated } from '../../platform/data/repeats.ts';
import type { Write } from '../../platform/data/table.ts';
import type { OrderCommand } from './domain/commands.ts';
import type { OrderEvent } from './domain/events.ts';
import type { OrderState } from './domain/order.ts';
import type { KeptWith } from './kept-with.ts';
import type { Entering } from './lists/entering.ts';
import type { OrderStore } from './store.ts';

export interface OrderContext
  extends Omit<CommandContext<OrderEvent, OrderState>, 'first' | 'writes'> {
  /** Written in the same transaction. */
  readonly also?: readonly Write[];
}

export type OrderOutcome = Outcome<OrderEvent, OrderState>;

export type LoadedOrder = Awaited<ReturnType<OrderStore['load']>>;

export interface Orders extends Pick<OrderStore, 'load' | 'read' | 'history'> {
  handle(orderId: string, command: OrderCommand, context: OrderContext): Promise<OrderOutcome>;
  /** What this very request has made of the order; throws `idempotency-key-reused` for another one with its key. */
  repeated(
    orderId: string,
    request: NonNullable<OrderContext['idempotency']>,
  ): Promise<LoadedOrder | undefined>;
}

/** Told of each command that was handled. */
export type OrderObserver = (orderId: string, outcome: OrderOutcome) => void;

export const createOrders = ({
  store,
  commit,
  keptWith,
  entering,
  observers = [],
}: {
  readonly store: OrderStore;
  readonly commit: CommandHandler<OrderCommand, OrderEvent, OrderState>;
  readonly keptWith: KeptWith;
  readonly entering: Entering;
  readonly observers?: readonly OrderObserver[];
}): Orders => ({
  load: (orderId) => store.load(orderId),
  read: (orderId) => store.read(orderId),
  history: (orderId) => store.history(orderId),
  repeated: async (orderId, request) => repeated(store, await store.read(orderId), request),

  handle: async (orderId, command, { also = [], ...context }) => {
    const outcome = await entering(orderId, (first) =>
      commit(orderId, command, {
        ...context,
        isFirst: command.type === 'place',
        first,
        writes: async (events, state, before) => [
          ...(await keptWith(command, before, events, state)),
          ...also,
        ],
      }),
    );
    for (const observe of observers) observe(orderId, outcome);
    return outcome;
  },
});

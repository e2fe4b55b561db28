// An order with its stock and its payment beside it: whatever the order asks of them is done at once.
import type { OrderCommand } from '../../containers/orders/domain/commands.ts';
import { orderDecider } from '../../containers/orders/domain/decider.ts';
import type { OrderEvent } from '../../containers/orders/domain/events.ts';
import type { OrderState, PlacedOrder } from '../../containers/orders/domain/order.ts';
import {
  decide as decideStock,
  type Reservation,
  type ReservationCommand,
} from '../../containers/products/domain/reservation.ts';
import { evolve as evolveStock } from '../../containers/products/domain/reservation-effects.ts';
import type { Money } from '../../events/schemas.ts';
import { isIgnored } from '../../platform/kernel/decider.ts';
import { isAppError } from '../../platform/kernel/errors.ts';
import { replies, run } from './orders.ts';

export const tryTo = (state: OrderState, command: OrderCommand) => {
  try {
    return run(state, command);
  } catch (error) {
    if (isAppError(error)) return { state, events: [] as OrderEvent[] };
    throw error;
  }
};

/** Stock and payments as they decide themselves, beside the order. */
export interface World {
  readonly state: OrderState;
  readonly stock: Reservation;
  readonly refuses: boolean;
  readonly captured: number;
  readonly voided: number;
}

type Sell = Extract<ReservationCommand, { type: 'sell' }>;
type Restock = Extract<ReservationCommand, { type: 'restock' }>;

type Data = {
  readonly amount: Money;
  readonly captureId: string;
  readonly refundId: string;
};

export const withStock = (stock: Reservation, command: ReservationCommand): Reservation => {
  const decision = decideStock(command, stock);
  return isIgnored(decision) ? stock : decision.reduce(evolveStock, stock);
};

/** What others do when they are told; a provider that refuses gives back no odd amounts. */
const answer = (world: World, type: string, data: unknown): World => {
  const { amount, captureId, refundId } = data as Data;
  const hear = (command: OrderCommand): World => settle({ ...world }, tryTo(world.state, command));
  switch (type) {
    case 'products.release-stock.v1': {
      const stock = withStock(world.stock, { type: 'release', ...(data as { orderId: string }) });
      return (data as { lines?: unknown }).lines === undefined
        ? settle({ ...world, stock }, tryTo(world.state, replies.released))
        : { ...world, stock };
    }
    case 'products.commit-stock.v1':
      return {
        ...world,
        stock: withStock(world.stock, { type: 'sell', ...(data as Omit<Sell, 'type'>) }),
      };
    case 'products.restock.v1':
      return {
        ...world,
        stock: withStock(world.stock, { type: 'restock', ...(data as Omit<Restock, 'type'>) }),
      };
    case 'payments.capture-payment.v1':
      return settle(
        { ...world, captured: world.captured + amount.amount },
        tryTo(world.state, { ...replies.captured, captureId, amount }),
      );
    case 'payments.void-payment.v1': {
      const { total } = (world.state as PlacedOrder).order.totals;
      const voided = total.amount - world.captured;
      return settle({ ...world, voided }, tryTo(world.state, replies.voided));
    }
    case 'payments.refund-payment.v1':
      return hear(
        world.refuses && amount.amount % 2 === 1
          ? { ...replies.refundFailed, refundId }
          : { ...replies.refunded, refundId, amount },
      );
    default:
      return world;
  }
};

const settle = (world: World, { state, events }: ReturnType<typeof tryTo>): World =>
  events
    .flatMap((event) => orderDecider.react(event, state))
    .reduce<World>((current, { type, data }) => answer(current, type, data), { ...world, state });

export const act = (world: World, command: OrderCommand): World => {
  const isExpiry = command === replies.expired;
  const result = tryTo(world.state, command);
  const { orderId } = (world.state as PlacedOrder).order;
  const stock =
    isExpiry && result.events.length > 0
      ? withStock(world.stock, { type: 'expire', orderId, at: '9999' })
      : world.stock;
  return settle({ ...world, stock }, result);
};

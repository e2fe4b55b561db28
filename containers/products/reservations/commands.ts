// Carries a reservation command out: one transaction of its commit and of the stock it moves.
import type { StockLine } from '../../../events/schemas.ts';
import { createKeyedLock } from '../../../platform/calls/keyed-lock.ts';
import { createCommandHandler } from '../../../platform/data/command-handler.ts';
import { createEventStore, type EventStore } from '../../../platform/data/event-store.ts';
import type { Readable } from '../../../platform/data/readable.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import type { Table } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { done, type Handled } from '../../../platform/messaging/inbox.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import type {
  Reservation,
  ReservationCommand,
  ReservationEvent,
  Supply,
} from '../domain/reservation.ts';
import { reservationDecider } from '../domain/reservation-decider.ts';
import { movementsOf } from '../domain/reservation-effects.ts';
import type { Ledger } from '../stock/ledger.ts';
import { movementWrite, StockChanged, type StockItem, stockKey } from '../stock/stock-items.ts';
import { reservationShape } from '../stored.ts';

type Reserve = Extract<ReservationCommand, { type: 'reserve' }>;

/** A command as it comes; what the stock has to offer is read here. */
export type ReservationRequest = Exclude<ReservationCommand, Reserve> | Omit<Reserve, 'supplies'>;

export interface ReservationContext {
  readonly causation: Causation;
  readonly messageId?: string;
}

export interface Reservations {
  handle(request: ReservationRequest, context: ReservationContext): Promise<Handled>;
}

export type ReservationStore = EventStore<ReservationEvent, Reservation>;

/** When what is held goes back; only what still holds goods is waited for. */
export const expiryOf = (state: Reservation): string | undefined =>
  state.status === 'active' && state.expiresAt !== undefined
    ? new Date(state.expiresAt).toISOString()
    : undefined;

export const createReservationStore = (
  table: Table,
  readable?: Pick<Readable, 'note'>,
): ReservationStore =>
  createEventStore<ReservationEvent, Reservation>({
    table,
    name: 'RESERVATION',
    initial: reservationDecider.initial,
    evolve: reservationDecider.evolve,
    dueAt: expiryOf,
    shape: reservationShape,
    readable,
  });

type Supplies = ReadonlyMap<string, Supply>;

const rememberedSkus = 10_000;

const isStale = (error: unknown): boolean => error instanceof StockChanged;

/** Goods that have left although none were there do not come by waiting: a person looks at the message. */
const movingAttempts = 8;

/** What most reservations find: goods enough. The commit's conditions say whether it is so. */
const supposed = (lines: readonly StockLine[]): Supplies =>
  new Map(lines.map(({ sku }) => [sku, { available: Number.POSITIVE_INFINITY, sellable: true }]));

const remember = (short: Set<string>, sku: string): void => {
  if (short.size >= rememberedSkus) short.clear();
  short.add(sku);
};

export const createReservations = ({
  table,
  store,
  clock,
  newId,
  ledger,
  stockMoved = () => {},
}: {
  readonly table: Table;
  readonly store: ReservationStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly ledger: Pick<Ledger, 'moved'>;
  readonly stockMoved?: (skus: readonly string[]) => void;
}): Reservations => {
  const commit = createCommandHandler({
    decider: reservationDecider,
    store,
    clock,
    newId,
  });
  const takeTurn = createKeyedLock();
  /** SKUs that were not enough for the last order that wanted them. */
  const short = new Set<string>();

  const carryOut = async (
    command: ReservationCommand,
    context: ReservationContext,
  ): Promise<Handled> => {
    const outcome = await commit(command.orderId, command, {
      ...context,
      isFirst: command.type === 'reserve',
      writes: (events) => {
        const at = isoTime(clock);
        return events.flatMap(movementsOf).map((movement) => movementWrite(movement, at));
      },
    });
    if (outcome.kind === 'ignored') return { kind: 'ignored', reason: outcome.reason };
    const events = outcome.kind === 'committed' ? outcome.events : [];
    const skus = events.flatMap(movementsOf).map(({ sku }) => sku);
    stockMoved(skus);
    await ledger.moved(skus);
    return done;
  };

  const readSupplies = async (lines: readonly StockLine[]): Promise<Supplies> => {
    const items = await table.getMany<StockItem>(lines.map(({ sku }) => stockKey(sku)));
    const supplies = new Map(
      items.map(({ sku, available, status }) => [
        sku,
        { available, sellable: status === 'active' },
      ]),
    );
    for (const { sku, quantity } of lines) {
      if ((supplies.get(sku)?.available ?? 0) > quantity) short.delete(sku);
    }
    return supplies;
  };

  type Request = Omit<Reserve, 'supplies'>;

  /** Undefined where goods were missing. */
  const reserveUnseen = async (
    request: Request,
    context: ReservationContext,
  ): Promise<Handled | undefined> => {
    if (request.lines.some(({ sku }) => short.has(sku))) return undefined;
    try {
      return await carryOut({ ...request, supplies: supposed(request.lines) }, context);
    } catch (error) {
      if (!(error instanceof StockChanged)) throw error;
      remember(short, error.sku);
      return undefined;
    }
  };

  const reserve = async (request: Request, context: ReservationContext): Promise<Handled> => {
    const skus = request.lines.map(({ sku }) => sku);
    const handled = await takeTurn(skus, () => reserveUnseen(request, context));
    return (
      handled ??
      retryOn(isStale, async () =>
        carryOut({ ...request, supplies: await readSupplies(request.lines) }, context),
      )
    );
  };

  return {
    handle: (request, context) =>
      request.type === 'reserve'
        ? reserve(request, context)
        : retryOn(isStale, () => carryOut(request, context), movingAttempts),
  };
};

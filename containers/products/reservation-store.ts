// Carries a reservation command out: read, decide, and commit state, stock, ledger and answer in one transaction.
import type { StockLine } from '../../events/schemas.ts';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { AlreadyProcessed } from '../../platform/data/records.ts';
import { shardOf } from '../../platform/data/shards.ts';
import type { Table } from '../../platform/data/table.ts';
import type { CommitWork } from '../../platform/data/unit-of-work.ts';
import { isNew, type Key, versionIs, type Write } from '../../platform/data/write.ts';
import { isIgnored } from '../../platform/decider.ts';
import { done, type Handled } from '../../platform/messaging/inbox.ts';
import type { Causation } from '../../platform/messaging/outgoing.ts';
import { type ChangeLog, noteOfMore } from './change-log.ts';
import {
  decide,
  noReservation,
  type Reservation,
  type ReservationCommand,
  type Supply,
} from './domain/reservation.ts';
import { evolve, movementsOf, react } from './domain/reservation-effects.ts';
import type { Ledger } from './ledger.ts';
import { retryWhile } from './retry.ts';
import { movementWrite, StockChanged, type StockItem, stockKey } from './stock-items.ts';

type Reserve = Extract<ReservationCommand, { type: 'reserve' }>;

/** A command as it comes; what the stock has to offer is read here. */
export type ReservationRequest = Exclude<ReservationCommand, Reserve> | Omit<Reserve, 'supplies'>;

export interface ReservationContext {
  readonly causation: Causation;
  readonly messageId?: string;
}

export interface Reservations {
  handle(request: ReservationRequest, context: ReservationContext): Promise<Handled>;
  read(orderId: string): Promise<Reservation>;
}

interface ReservationItem extends Key {
  readonly state: Reservation;
  readonly version: number;
}

interface Loaded {
  readonly state: Reservation;
  readonly version: number;
  readonly stock: readonly StockItem[];
}

/** Somebody else wrote this order's reservation first. */
class ReservationChanged extends Error {}

export const reservationPrefix = 'RESERVATION#';

export const reservationKey = (orderId: string): Key => ({
  pk: `${reservationPrefix}${orderId}`,
  sk: 'STATE',
});

const isStale = (error: unknown): boolean =>
  error instanceof StockChanged || error instanceof ReservationChanged;

const isReservation = (item: Key): item is ReservationItem => item.sk === 'STATE';

const suppliesOf = (stock: readonly StockItem[]): ReadonlyMap<string, Supply> =>
  new Map(
    stock.map(({ sku, available, status }) => [sku, { available, sellable: status === 'active' }]),
  );

/** Only what still holds goods is in the index of deadlines. */
const dueOf = (orderId: string, state: Reservation) =>
  state.status === 'active' && state.expiresAt !== undefined
    ? { due: shardOf(orderId), dueAt: new Date(state.expiresAt).toISOString() }
    : {};

const stateWrite = (orderId: string, state: Reservation, version: number): Write => ({
  put: { ...reservationKey(orderId), state, version: version + 1, ...dueOf(orderId, state) },
  condition: version === 0 ? isNew : versionIs(version),
  refused: () => new ReservationChanged(),
});

export const createReservations = ({
  table,
  commit,
  clock,
  changes,
  ledger,
  stockMoved = () => {},
}: {
  readonly table: Table;
  readonly commit: CommitWork;
  readonly clock: Clock;
  readonly changes: ChangeLog;
  readonly ledger: Pick<Ledger, 'tidy'>;
  readonly stockMoved?: (skus: readonly string[]) => void;
}): Reservations => {
  /** The reservation and what its SKUs have to offer, in one read. */
  const load = async (orderId: string, lines: readonly StockLine[]): Promise<Loaded> => {
    const keys = [reservationKey(orderId), ...lines.map(({ sku }) => stockKey(sku))];
    const items = await table.getMany<ReservationItem | StockItem>(keys);
    const reservation = items.find(isReservation);
    const stock = items.filter((item) => !isReservation(item)) as StockItem[];
    return {
      state: reservation?.state ?? noReservation,
      version: reservation?.version ?? 0,
      stock,
    };
  };

  const handleOnce = async (
    request: ReservationRequest,
    { causation, messageId }: ReservationContext,
  ): Promise<Handled> => {
    const { orderId } = request;
    const loaded = await load(orderId, request.type === 'reserve' ? request.lines : []);
    const { state: before, version, stock } = loaded;
    const decision = decide(
      request.type === 'reserve' ? { ...request, supplies: suppliesOf(stock) } : request,
      before,
    );
    if (isIgnored(decision)) return { kind: 'ignored', reason: decision.ignored };
    const state = decision.reduce(evolve, before);
    const at = isoTime(clock);
    const movements = decision.flatMap(movementsOf);
    await commit({
      pk: reservationKey(orderId).pk,
      writes: [
        ...(state === before ? [] : [stateWrite(orderId, state, version)]),
        ...movements.map((movement) => movementWrite(movement, at)),
        ...noteOfMore(changes, movements),
      ],
      messages: decision.flatMap((event) => react(event, state)),
      causation,
      sequence: state === before ? version : version + 1,
      messageId,
    });
    stockMoved(movements.map(({ sku }) => sku));
    await ledger.tidy(stock);
    return done;
  };

  const handle = async (
    request: ReservationRequest,
    context: ReservationContext,
  ): Promise<Handled> => {
    try {
      return await retryWhile(isStale, () => handleOnce(request, context));
    } catch (error) {
      if (error instanceof AlreadyProcessed) return { kind: 'ignored', reason: error.message };
      throw error;
    }
  };

  return {
    handle,
    read: async (orderId) => (await load(orderId, [])).state,
  };
};

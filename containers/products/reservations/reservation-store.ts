// Carries a reservation command out: read, decide, and commit state, stock, ledger and answer in one transaction.
import type { StockLine } from '../../../events/schemas.ts';
import { createKeyedLock } from '../../../platform/calls/keyed-lock.ts';
import { AlreadyProcessed } from '../../../platform/data/records.ts';
import { retryOn } from '../../../platform/data/retry.ts';
import { shardOf } from '../../../platform/data/shards.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { CommitWork } from '../../../platform/data/unit-of-work.ts';
import { isNew, type Key, versionIs, type Write } from '../../../platform/data/write.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import { isIgnored } from '../../../platform/kernel/decider.ts';
import { done, type Handled } from '../../../platform/messaging/inbox.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import {
  decide,
  noReservation,
  type Reservation,
  type ReservationCommand,
  type Supply,
} from '../domain/reservation.ts';
import { evolve, movementsOf, react } from '../domain/reservation-effects.ts';
import type { Ledger } from '../stock/ledger.ts';
import { movementWrite, StockChanged, type StockItem, stockKey } from '../stock/stock-items.ts';

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

interface ReservationItem extends Key {
  readonly state: Reservation;
  readonly version: number;
}

interface Loaded {
  readonly state: Reservation;
  readonly version: number;
  readonly supplies: ReadonlyMap<string, Supply>;
}

/** Somebody else wrote this order's reservation first. */
class ReservationChanged extends Error {}

export const reservationPrefix = 'RESERVATION#';

export const reservationKey = (orderId: string): Key => ({
  pk: `${reservationPrefix}${orderId}`,
  sk: 'STATE',
});

const rememberedSkus = 10_000;

const isStale = (error: unknown): boolean =>
  error instanceof StockChanged || error instanceof ReservationChanged;

const isReservation = (item: Key): item is ReservationItem => item.sk === 'STATE';

/** What most reservations find: none of this order yet, and goods enough. The commit's conditions say whether it is so. */
const supposed = (lines: readonly StockLine[]): Loaded => ({
  state: noReservation,
  version: 0,
  supplies: new Map(
    lines.map(({ sku }) => [sku, { available: Number.POSITIVE_INFINITY, sellable: true }]),
  ),
});

/** Only what still holds goods is in the index of deadlines. */
const dueOf = (orderId: string, state: Reservation) =>
  state.status === 'active' && state.expiresAt !== undefined
    ? { due: shardOf(orderId), dueAt: new Date(state.expiresAt).toISOString() }
    : {};

/** Longer than any message about the order can still be on its way. */
const keptSeconds = 30 * 86_400;

/** What sold nothing explains nothing any more, and goes after a while. */
const isForgettable = (state: Reservation): boolean =>
  state.status === 'refused' ||
  ((state.status === 'released' || state.status === 'expired') &&
    state.lines.every(({ sold }) => sold === 0));

const stateWrite = (
  orderId: string,
  state: Reservation,
  version: number,
  nowSeconds: number,
): Write => ({
  put: {
    ...reservationKey(orderId),
    state,
    version: version + 1,
    ...dueOf(orderId, state),
    ...(isForgettable(state) ? { expiresAt: nowSeconds + keptSeconds } : {}),
  },
  condition: version === 0 ? isNew : versionIs(version),
  refused: () => new ReservationChanged(),
});

const remember = (short: Set<string>, sku: string): void => {
  if (short.size >= rememberedSkus) short.clear();
  short.add(sku);
};

export const createReservations = ({
  table,
  commit,
  clock,
  ledger,
  stockMoved = () => {},
}: {
  readonly table: Table;
  readonly commit: CommitWork;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'moved'>;
  readonly stockMoved?: (skus: readonly string[]) => void;
}): Reservations => {
  const takeTurn = createKeyedLock();
  /** SKUs that were not enough for the last order that wanted them. */
  const short = new Set<string>();

  /** The reservation and what its SKUs have to offer, in one read. */
  const load = async (orderId: string, lines: readonly StockLine[]): Promise<Loaded> => {
    const keys = [reservationKey(orderId), ...lines.map(({ sku }) => stockKey(sku))];
    const items = await table.getMany<ReservationItem | StockItem>(keys);
    const reservation = items.find(isReservation);
    const stock = items.filter((item) => !isReservation(item)) as StockItem[];
    return {
      state: reservation?.state ?? noReservation,
      version: reservation?.version ?? 0,
      supplies: new Map(
        stock.map(({ sku, available, status }) => [
          sku,
          { available, sellable: status === 'active' },
        ]),
      ),
    };
  };

  const carryOut = async (
    request: ReservationRequest,
    { causation, messageId }: ReservationContext,
    { state: before, version, supplies }: Loaded,
  ): Promise<Handled> => {
    const { orderId } = request;
    const command = request.type === 'reserve' ? { ...request, supplies } : request;
    const decision = decide(command, before);
    if (isIgnored(decision)) return { kind: 'ignored', reason: decision.ignored };
    const state = decision.reduce(evolve, before);
    const at = isoTime(clock);
    const movements = decision.flatMap(movementsOf);
    await commit({
      pk: reservationKey(orderId).pk,
      writes: [
        ...(state === before ? [] : [stateWrite(orderId, state, version, epochSeconds(clock))]),
        ...movements.map((movement) => movementWrite(movement, at)),
      ],
      messages: decision.flatMap((event) => react(event, state)),
      causation,
      sequence: state === before ? version : version + 1,
      messageId,
    });
    const skus = movements.map(({ sku }) => sku);
    stockMoved(skus);
    await ledger.moved(skus);
    return done;
  };

  const loadAndCarryOut = async (request: ReservationRequest, context: ReservationContext) => {
    const lines = request.type === 'reserve' ? request.lines : [];
    const loaded = await load(request.orderId, lines);
    for (const { sku, quantity } of lines) {
      if ((loaded.supplies.get(sku)?.available ?? 0) > quantity) short.delete(sku);
    }
    return carryOut(request, context, loaded);
  };

  /** Reserves without reading first; undefined where that cannot be or proved wrong. */
  const reserveUnseen = async (
    request: Omit<Reserve, 'supplies'>,
    context: ReservationContext,
  ): Promise<Handled | undefined> => {
    if (request.lines.some(({ sku }) => short.has(sku))) return undefined;
    try {
      return await carryOut(request, context, supposed(request.lines));
    } catch (error) {
      if (!isStale(error)) throw error;
      if (error instanceof StockChanged) remember(short, error.sku);
      return undefined;
    }
  };

  const tryUnseen = (request: ReservationRequest, context: ReservationContext) =>
    request.type === 'reserve'
      ? takeTurn(
          request.lines.map(({ sku }) => sku),
          () => reserveUnseen(request, context),
        )
      : undefined;

  const handle = async (
    request: ReservationRequest,
    context: ReservationContext,
  ): Promise<Handled> => {
    try {
      const handled = await tryUnseen(request, context);
      return handled ?? (await retryOn(isStale, () => loadAndCarryOut(request, context)));
    } catch (error) {
      if (error instanceof AlreadyProcessed) return { kind: 'ignored', reason: error.message };
      throw error;
    }
  };

  return { handle };
};

// What the events of a reservation make of its state, of the stock, and who hears of it.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import {
  stockReleased,
  stockReservationFailed,
  stockReserved,
} from '../../../events/messages/products.ts';
import type { StockLine } from '../../../events/schemas.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import type { HeldLine, Reservation, ReservationEvent } from './reservation.ts';
import { type PlacedLine, sumLines } from './shards/placed-lines.ts';
import { nameOfPlace, type Place } from './shards/places.ts';
import type { Movement } from './stock.ts';

const heldAt = (place: Place, quantity: number): HeldLine => ({
  ...place,
  quantity,
  sold: 0,
  returned: 0,
});

const toHeld = ({ quantity, ...place }: PlacedLine): HeldLine => heldAt(place, quantity);

/** The lines with these counted; goods that were never held there get a line of their own. */
const counted = (
  lines: readonly HeldLine[],
  what: 'sold' | 'returned' | 'released',
  more: readonly PlacedLine[],
): HeldLine[] => {
  const byPlace = new Map(lines.map((line) => [nameOfPlace(line), line]));
  for (const { sku, shard, quantity } of more) {
    const place = shard === undefined ? { sku } : { sku, shard };
    const line = byPlace.get(nameOfPlace(place)) ?? heldAt(place, 0);
    byPlace.set(nameOfPlace(place), { ...line, [what]: (line[what] ?? 0) + quantity });
  }
  return [...byPlace.values()];
};

const isUsedUp = ({ quantity, sold, released = 0 }: HeldLine): boolean =>
  sold + released >= quantity;

/** Lines that nothing is left of are sold, as far as something was; else they went back. */
const statusAfter = (lines: readonly HeldLine[]): 'active' | 'sold' | 'released' => {
  if (!lines.every(isUsedUp)) return 'active';
  return lines.some(({ sold }) => sold > 0) ? 'sold' : 'released';
};

export const evolve = (state: Reservation, event: ReservationEvent): Reservation => {
  switch (event.type) {
    case 'stock-reserved': {
      const { lines, expiresAt } = event;
      return {
        status: 'active',
        lines: lines.map(toHeld),
        expiresAt,
        shipments: [],
        returns: [],
      };
    }
    case 'reservation-refused':
      return { status: 'refused', reason: event.reason, sku: event.sku };
    case 'stock-released':
      return 'lines' in state
        ? { ...state, status: event.reason }
        : { status: event.reason, lines: [], shipments: [], returns: [] };
    case 'lines-released': {
      if (!('lines' in state)) return state;
      const lines = counted(state.lines, 'released', event.lines);
      const cancellations = [...(state.cancellations ?? []), event.cancellationId];
      return { ...state, status: statusAfter(lines), lines, cancellations };
    }
    case 'stock-sold': {
      if (!('lines' in state)) return state;
      const lines = counted(state.lines, 'sold', event.lines);
      return {
        ...state,
        status: state.status === 'active' ? statusAfter(lines) : state.status,
        lines,
        shipments: [...state.shipments, event.shipmentId],
      };
    }
    case 'stock-restocked': {
      if (!('lines' in state)) return state;
      const lines = counted(state.lines, 'returned', event.lines);
      return { ...state, lines, returns: [...state.returns, event.returnId] };
    }
    case 'reservation-answered-again':
    case 'release-answered-again':
      return state;
    default:
      return unreachable(event);
  }
};

/** What a reservation is answered with, the first time and again. */
const answerOf = (
  orderId: string,
  lines: readonly StockLine[],
  state: Reservation,
): OutgoingMessage => {
  if (state.status === 'active' || state.status === 'sold') {
    return message(stockReserved, orderId, { orderId, lines: [...lines] });
  }
  const [first] = lines;
  const { reason, sku } =
    state.status === 'refused'
      ? state
      : // The order gave up, or its goods went back: nothing is held for it any more.
        { reason: 'product_unavailable' as const, sku: first?.sku ?? '' };
  return message(stockReservationFailed, orderId, { orderId, reason, sku });
};

export const react = (event: ReservationEvent, state: Reservation): readonly OutgoingMessage[] => {
  const { orderId } = event;
  switch (event.type) {
    case 'stock-reserved':
    case 'reservation-answered-again':
      return [answerOf(orderId, sumLines(event.lines), state)];
    case 'reservation-refused':
      return [answerOf(orderId, [], state)];
    case 'stock-released':
    case 'release-answered-again': {
      const { reason } = event;
      return [message(stockReleased, orderId, { orderId, reason })];
    }
    case 'lines-released':
    case 'stock-sold':
    case 'stock-restocked':
      return [];
    default:
      return unreachable(event);
  }
};

/** The ledger lines of an event, one a place. */
export const movementsOf = (event: ReservationEvent): Movement[] => {
  const { orderId } = event;
  switch (event.type) {
    case 'stock-reserved':
      return event.lines.map(({ quantity, ...place }) => ({
        kind: 'reservation',
        ...place,
        onHand: 0,
        reserved: quantity,
        orderId,
      }));
    case 'stock-released':
      return event.lines.map(({ quantity, ...place }) => ({
        kind: 'release',
        ...place,
        onHand: 0,
        reserved: -quantity,
        orderId,
        reason: event.reason,
      }));
    case 'lines-released':
      return event.lines.map(({ quantity, ...place }) => ({
        kind: 'release',
        ...place,
        onHand: 0,
        reserved: -quantity,
        orderId,
        reason: event.cancellationId,
      }));
    case 'stock-sold':
      return event.lines.map(({ quantity, held, ...place }) => ({
        kind: 'sale',
        ...place,
        onHand: -quantity,
        reserved: -held,
        orderId,
        reason: event.shipmentId,
      }));
    case 'stock-restocked':
      return event.lines.map(({ quantity, ...place }) => ({
        kind: 'restock',
        ...place,
        onHand: quantity,
        reserved: 0,
        orderId,
        reason: event.returnId,
      }));
    case 'reservation-refused':
    case 'reservation-answered-again':
    case 'release-answered-again':
      return [];
    default:
      return unreachable(event);
  }
};

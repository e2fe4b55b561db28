// What the events of a reservation make of its state, of the stock, and who hears of it.
import { message, type OutgoingMessage } from '../../../events/message.ts';
import {
  stockReleased,
  stockReservationFailed,
  stockReserved,
} from '../../../events/messages/products.ts';
import type { StockLine } from '../../../events/schemas.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import type { HeldLine, Reservation, ReservationEvent, SoldLine } from './reservation.ts';
import type { Movement } from './stock.ts';

const toHeld = ({ sku, quantity }: StockLine): HeldLine => ({
  sku,
  quantity,
  sold: 0,
  returned: 0,
});

/** The lines with what was sold added; goods that were never held get a line of their own. */
const withSold = (lines: readonly HeldLine[], sold: readonly SoldLine[]): HeldLine[] => {
  const quantities = new Map(sold.map(({ sku, quantity }) => [sku, quantity]));
  const known = new Set(lines.map(({ sku }) => sku));
  const added = sold
    .filter(({ sku }) => !known.has(sku))
    .map(({ sku, quantity }) => ({ sku, quantity: 0, sold: quantity, returned: 0 }));
  return [
    ...lines.map((line) => ({ ...line, sold: line.sold + (quantities.get(line.sku) ?? 0) })),
    ...added,
  ];
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
      const quantities = new Map(event.lines.map(({ sku, quantity }) => [sku, quantity]));
      const lines = state.lines.map((line) => ({
        ...line,
        released: (line.released ?? 0) + (quantities.get(line.sku) ?? 0),
      }));
      const cancellations = [...(state.cancellations ?? []), event.cancellationId];
      return { ...state, status: statusAfter(lines), lines, cancellations };
    }
    case 'stock-sold': {
      if (!('lines' in state)) return state;
      const lines = withSold(state.lines, event.lines);
      return {
        ...state,
        status: state.status === 'active' ? statusAfter(lines) : state.status,
        lines,
        shipments: [...state.shipments, event.shipmentId],
      };
    }
    case 'stock-restocked': {
      if (!('lines' in state)) return state;
      const quantities = new Map(event.lines.map(({ sku, quantity }) => [sku, quantity]));
      return {
        ...state,
        lines: state.lines.map((line) => ({
          ...line,
          returned: line.returned + (quantities.get(line.sku) ?? 0),
        })),
        returns: [...state.returns, event.returnId],
      };
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
      return [answerOf(orderId, event.lines, state)];
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

/** The ledger lines of an event, one a SKU. */
export const movementsOf = (event: ReservationEvent): Movement[] => {
  const { orderId } = event;
  switch (event.type) {
    case 'stock-reserved':
      return event.lines.map(({ sku, quantity }) => ({
        kind: 'reservation',
        sku,
        onHand: 0,
        reserved: quantity,
        orderId,
      }));
    case 'stock-released':
      return event.lines.map(({ sku, quantity }) => ({
        kind: 'release',
        sku,
        onHand: 0,
        reserved: -quantity,
        orderId,
        reason: event.reason,
      }));
    case 'lines-released':
      return event.lines.map(({ sku, quantity }) => ({
        kind: 'release',
        sku,
        onHand: 0,
        reserved: -quantity,
        orderId,
        reason: event.cancellationId,
      }));
    case 'stock-sold':
      return event.lines.map(({ sku, quantity, held }) => ({
        kind: 'sale',
        sku,
        onHand: -quantity,
        reserved: -held,
        orderId,
        reason: event.shipmentId,
      }));
    case 'stock-restocked':
      return event.lines.map(({ sku, quantity }) => ({
        kind: 'restock',
        sku,
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

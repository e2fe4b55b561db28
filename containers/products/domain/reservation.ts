// What an order holds of the stock: reserved as a whole or not at all, then sold, released or expired, and perhaps brought back.
import type { StockLine } from '../../../events/schemas.ts';
import { type Decision, ignore, unreachable } from '../../../platform/kernel/decider.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import {
  ofHeld,
  type PlacedLine,
  placed,
  type SoldLine,
  soldOf,
  sumLines,
} from './shards/placed-lines.ts';
import type { ShardSupply } from './shards/places.ts';

export type RefusalReason = 'out_of_stock' | 'product_unavailable';
export type EndReason = 'released' | 'expired';

/** What is held in one place. */
export interface HeldLine extends PlacedLine {
  readonly sold: number;
  readonly returned: number;
  /** Given back before it was sold; missing where nothing was. */
  readonly released?: number;
}

export type Reservation =
  | { readonly status: 'none' }
  | {
      readonly status: 'refused';
      readonly reason: RefusalReason;
      readonly sku: string;
    }
  | {
      /** `released` without lines is the tombstone of an order that gave up before it reserved. */
      readonly status: 'active' | 'sold' | EndReason;
      readonly lines: readonly HeldLine[];
      readonly expiresAt?: string;
      readonly shipments: readonly string[];
      readonly returns: readonly string[];
      /** Cancellations of lines that were counted. */
      readonly cancellations?: readonly string[];
    };

/** What can be had of a SKU, as read before the decision; the commit checks it again. */
export interface Supply {
  readonly available: number;
  readonly sellable: boolean;
  /** Where it lies, in the order in which it is to be asked; missing where the SKU has one shard. */
  readonly shards?: readonly ShardSupply[];
}

export type Supplies = ReadonlyMap<string, Supply>;

export type ReservationCommand =
  | {
      readonly type: 'reserve';
      readonly orderId: string;
      readonly lines: readonly StockLine[];
      /** ISO time after which the goods go back. */
      readonly expiresAt: string;
      readonly supplies: Supplies;
    }
  | {
      readonly type: 'release';
      readonly orderId: string;
      /** Only these, once for each cancellation; everything that is held where they are not given. */
      readonly lines?: readonly StockLine[];
      readonly cancellationId?: string;
    }
  | { readonly type: 'expire'; readonly orderId: string; readonly at: string }
  | {
      readonly type: 'sell';
      readonly orderId: string;
      readonly shipmentId: string;
      readonly lines: readonly StockLine[];
      /** For what is not held any more; the first shard has it where they are not given. */
      readonly supplies?: Supplies;
    }
  | {
      readonly type: 'restock';
      readonly orderId: string;
      readonly returnId: string;
      readonly lines: readonly StockLine[];
    };

export type ReservationEvent = { readonly orderId: string } & (
  | {
      readonly type: 'stock-reserved';
      /** One for each shard that goods were taken of. */
      readonly lines: readonly PlacedLine[];
      readonly expiresAt: string;
    }
  | {
      readonly type: 'reservation-refused';
      readonly reason: RefusalReason;
      readonly sku: string;
    }
  | {
      readonly type: 'stock-released';
      readonly reason: EndReason;
      readonly lines: readonly PlacedLine[];
    }
  | {
      readonly type: 'lines-released';
      readonly cancellationId: string;
      readonly lines: readonly PlacedLine[];
    }
  | {
      readonly type: 'stock-sold';
      readonly shipmentId: string;
      readonly lines: readonly SoldLine[];
    }
  | {
      readonly type: 'stock-restocked';
      readonly returnId: string;
      /** To the first shard: that of the sale may be closed by now. */
      readonly lines: readonly StockLine[];
    }
  /** Nothing changes; the same answer goes out again. */
  | { readonly type: 'reservation-answered-again'; readonly lines: readonly StockLine[] }
  | { readonly type: 'release-answered-again'; readonly reason: EndReason }
);

export const noReservation: Reservation = { status: 'none' };

/** What is still held for the order, place by place. */
export const heldLines = (state: Reservation): PlacedLine[] =>
  state.status !== 'active'
    ? []
    : state.lines
        .map(({ quantity, sold, returned: _, released = 0, ...place }) => ({
          ...place,
          quantity: quantity - sold - released,
        }))
        .filter(({ quantity }) => quantity > 0);

type Command<Type> = Extract<ReservationCommand, { type: Type }>;
type Decided = Decision<ReservationEvent>;

const refusalOf = (
  lines: readonly StockLine[],
  supplies: Supplies,
): { reason: RefusalReason; sku: string } | undefined => {
  const gone = lines.find(({ sku }) => !supplies.get(sku)?.sellable);
  if (gone) return { reason: 'product_unavailable', sku: gone.sku };
  const short = lines.find(({ sku, quantity }) => (supplies.get(sku)?.available ?? 0) < quantity);
  return short && { reason: 'out_of_stock', sku: short.sku };
};

/** Throws Scattered. */
const reserve = (command: Command<'reserve'>, state: Reservation): Decided => {
  const { orderId, expiresAt, supplies } = command;
  const lines = sumLines(command.lines);
  if (state.status !== 'none') return [{ type: 'reservation-answered-again', orderId, lines }];
  const refusal = refusalOf(lines, supplies);
  return refusal === undefined
    ? [{ type: 'stock-reserved', orderId, lines: placed(lines, supplies), expiresAt }]
    : [{ type: 'reservation-refused', orderId, ...refusal }];
};

/** The order goes on without these lines, and waits for no answer. */
const releaseLines = (
  orderId: string,
  cancellationId: string,
  { lines, state }: { readonly lines: readonly StockLine[]; readonly state: Reservation },
): Decided => {
  if (state.status !== 'active') return ignore(`the reservation is ${state.status}`);
  if (state.cancellations?.includes(cancellationId)) return ignore('they were released before');
  const released = sumLines(lines).flatMap((line) => ofHeld(heldLines(state), line));
  return [{ type: 'lines-released', orderId, cancellationId, lines: released }];
};

const release = (command: Command<'release'>, state: Reservation): Decided => {
  const { orderId, lines, cancellationId } = command;
  if (lines !== undefined && cancellationId !== undefined) {
    return releaseLines(orderId, cancellationId, { lines, state });
  }
  switch (state.status) {
    case 'none':
    case 'active':
      return [{ type: 'stock-released', orderId, reason: 'released', lines: heldLines(state) }];
    case 'refused':
      return [{ type: 'release-answered-again', orderId, reason: 'released' }];
    case 'released':
    case 'expired':
      return [{ type: 'release-answered-again', orderId, reason: state.status }];
    case 'sold':
      return ignore('everything that was held is sold');
    default:
      return unreachable(state);
  }
};

const expire = ({ orderId, at }: Command<'expire'>, state: Reservation): Decided => {
  if (state.status !== 'active') return ignore(`the reservation is ${state.status}`);
  if ((state.expiresAt ?? '') > at) return ignore('the reservation has time left');
  return [{ type: 'stock-released', orderId, reason: 'expired', lines: heldLines(state) }];
};

const sell = (command: Command<'sell'>, state: Reservation): Decided => {
  const { orderId, shipmentId } = command;
  if (state.status === 'none' || state.status === 'refused') {
    throw new AppError('invalid-state', { detail: 'Nothing was reserved for this order.' });
  }
  if (state.shipments.includes(shipmentId)) return ignore('the shipment was counted before');
  const lines = sumLines(command.lines).flatMap((line) =>
    soldOf(line, ofHeld(heldLines(state), line), command.supplies?.get(line.sku)?.shards),
  );
  return [{ type: 'stock-sold', orderId, shipmentId, lines }];
};

/** More comes back than is known to have left: word of the sale is still under way, so the return has to come again. */
export class NotSoldYet extends Error {
  constructor(sku: string) {
    super(`more ${sku} comes back than was sold`);
    this.name = 'NotSoldYet';
  }
}

/** Throws NotSoldYet. */
const restock = (command: Command<'restock'>, state: Reservation): Decided => {
  const { orderId, returnId } = command;
  if (state.status === 'none' || state.status === 'refused') {
    throw new AppError('invalid-state', { detail: 'Nothing was sold to this order.' });
  }
  if (state.returns.includes(returnId)) return ignore('the return was counted before');
  const lines = sumLines(command.lines);
  const returnable = (sku: string): number =>
    state.lines.reduce((all, line) => all + (line.sku === sku ? line.sold - line.returned : 0), 0);
  const excess = lines.find(({ sku, quantity }) => quantity > returnable(sku));
  if (excess) throw new NotSoldYet(excess.sku);
  return [{ type: 'stock-restocked', orderId, returnId, lines }];
};

export const decide = (command: ReservationCommand, state: Reservation): Decided => {
  switch (command.type) {
    case 'reserve':
      return reserve(command, state);
    case 'release':
      return release(command, state);
    case 'expire':
      return expire(command, state);
    case 'sell':
      return sell(command, state);
    case 'restock':
      return restock(command, state);
    default:
      return unreachable(command);
  }
};

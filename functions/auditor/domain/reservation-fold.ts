// What the events of a reservation add up to, by the auditor's own reading of them.
import type { AuditedEvent } from './folds.ts';

/** Of one SKU in one place. */
export interface HeldLineView {
  readonly sku: string;
  /** 0 where the stock of the SKU lies in one item. */
  readonly shard: number;
  readonly quantity: number;
  readonly sold: number;
  readonly returned: number;
  readonly released: number;
}

export interface ReservationView {
  readonly status: string;
  readonly expiresAt?: string;
  readonly lines: readonly HeldLineView[];
}

type Counted = 'quantity' | 'sold' | 'returned' | 'released';
type Lines = readonly {
  readonly sku: string;
  readonly shard?: number;
  readonly quantity: number;
}[];

/** The name of a place: the SKU itself where its stock lies in one item. */
export const placeOf = ({ sku, shard }: Pick<HeldLineView, 'sku' | 'shard'>): string =>
  shard === 0 ? sku : `${sku}#${shard}`;

const nothing: ReservationView = { status: 'none', lines: [] };

const noLine = (sku: string, shard: number): HeldLineView => ({
  sku,
  shard,
  quantity: 0,
  sold: 0,
  returned: 0,
  released: 0,
});

/** The lines with these quantities added to one of their counts. */
const counted = (held: readonly HeldLineView[], what: Counted, lines: Lines): HeldLineView[] => {
  const byPlace = new Map(held.map((line) => [placeOf(line), line]));
  for (const { sku, shard = 0, quantity } of lines) {
    const line = byPlace.get(placeOf({ sku, shard })) ?? noLine(sku, shard);
    byPlace.set(placeOf(line), { ...line, [what]: line[what] + quantity });
  }
  return [...byPlace.values()];
};

const isUsedUp = ({ quantity, sold, released }: HeldLineView): boolean =>
  sold + released >= quantity;

/** Active until nothing is left of any line. */
const settled = (reservation: ReservationView): ReservationView => {
  const { status, lines } = reservation;
  if (status !== 'active' || !lines.every(isUsedUp)) return reservation;
  return { ...reservation, status: lines.some(({ sold }) => sold > 0) ? 'sold' : 'released' };
};

const afterEvent = (reservation: ReservationView, { event }: AuditedEvent): ReservationView => {
  const lines = (event.lines ?? []) as Lines;
  const count = (what: Counted): ReservationView =>
    settled({ ...reservation, lines: counted(reservation.lines, what, lines) });
  switch (event.type) {
    case 'stock-reserved': {
      const expiresAt = String(event.expiresAt);
      return { status: 'active', expiresAt, lines: counted([], 'quantity', lines) };
    }
    case 'reservation-refused':
      return { ...reservation, status: 'refused' };
    case 'stock-released':
      return { ...reservation, status: String(event.reason) };
    case 'lines-released':
      return count('released');
    case 'stock-sold':
      return count('sold');
    case 'stock-restocked':
      return count('returned');
    default:
      return reservation;
  }
};

export const reservationOf = (events: readonly AuditedEvent[]): ReservationView =>
  events.reduce(afterEvent, nothing);

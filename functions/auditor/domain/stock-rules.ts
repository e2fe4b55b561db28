// I3 and I4: the ledger explains the stock, reservations explain what is held, and none is held for ever.
import type { Books, StockView } from './books.ts';
import { type HeldLineView, placeOf, type ReservationView } from './reservation-fold.ts';
import type { Breach, Snapshot } from './snapshot.ts';

/** An expired reservation is released by the next round of the schedule. */
const roundMs = 60_000;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const perPlace = (
  reservations: Iterable<ReservationView>,
  count: (line: HeldLineView, status: string) => number,
): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { status, lines } of reservations) {
    for (const line of lines) {
      const place = placeOf(line);
      counts.set(place, (counts.get(place) ?? 0) + count(line, status));
    }
  }
  return counts;
};

const faultsOf = (stock: StockView, held: number, sold: number): string[] => {
  const { onHand, reserved, available, ledger } = stock;
  const booked = sumOf(ledger.map((line) => line.onHand));
  const bookedReserved = sumOf(ledger.map((line) => line.reserved));
  const moved = (kind: string) =>
    sumOf(ledger.filter((line) => line.kind === kind).map((line) => line.onHand));
  const net = -moved('sale') - moved('restock');
  return [
    ...(onHand < 0 || reserved < 0 || available < 0 ? ['a number is below zero'] : []),
    ...(available === onHand - reserved ? [] : [`${available} ≠ ${onHand} − ${reserved}`]),
    ...(booked === onHand ? [] : [`the ledger explains ${booked} of ${onHand} on hand`]),
    ...(bookedReserved === reserved
      ? []
      : [`the ledger explains ${bookedReserved} of ${reserved} reserved`]),
    ...(held === reserved ? [] : [`${reserved} reserved, ${held} held by active reservations`]),
    ...(net === sold ? [] : [`the ledger has sold ${net}, the reservations ${sold}`]),
  ];
};

/** What went from one shard to others of its SKU has come there, and nowhere else. */
const transferBreaches = ({ stock }: Books): Breach[] =>
  [...Map.groupBy(stock.values(), ({ sku }) => sku)].flatMap(([subject, shards]) => {
    const transfers = shards.flatMap(({ ledger }) =>
      ledger.filter(({ kind }) => kind === 'transfer'),
    );
    const moved = sumOf(transfers.map(({ onHand, reserved }) => onHand - reserved));
    const detail = `transfers between its shards add up to ${moved}`;
    return moved === 0 ? [] : [{ invariant: 'I3', subject, detail }];
  });

export const stockBreaches = (books: Books, { at, graceMs }: Snapshot): Breach[] => {
  const reservations = [...books.reservations.values()];
  const held = perPlace(reservations, ({ quantity, sold, released }, status) =>
    status === 'active' ? quantity - sold - released : 0,
  );
  const sold = perPlace(reservations, (line) => line.sold - line.returned);
  const ofStock = [...books.stock].flatMap(([subject, stock]) =>
    faultsOf(stock, held.get(subject) ?? 0, sold.get(subject) ?? 0).map(
      (detail): Breach => ({ invariant: 'I3', subject, detail }),
    ),
  );
  const limit = Date.parse(at) - roundMs - graceMs;
  const overdue = [...books.reservations]
    .filter(([, { status, expiresAt }]) => status === 'active' && expiresAt !== undefined)
    .filter(([, { expiresAt }]) => Date.parse(expiresAt ?? '') < limit)
    .map(
      ([subject, { expiresAt }]): Breach => ({
        invariant: 'I4',
        subject,
        detail: `still active, expired at ${expiresAt}`,
      }),
    );
  return [...ofStock, ...transferBreaches(books), ...overdue];
};

// Proves stock from what explains it: the active reservations and the ledger.
import type { Place } from './shards/places.ts';
import type { Movement, Stock } from './stock.ts';

/** Of one place. */
export interface Evidence {
  readonly stock: Stock & Place;
  /** Sum of what active reservations hold. */
  readonly held: number;
  /** The whole ledger, with the numbers of its lines. */
  readonly ledger: readonly (Pick<Movement, 'onHand' | 'reserved'> & { readonly number: number })[];
}

export interface Difference extends Place {
  readonly what: string;
  readonly is: number;
  readonly shouldBe: number;
}

const sumOf = (ledger: Evidence['ledger'], member: 'onHand' | 'reserved'): number =>
  ledger.reduce((all, line) => all + line[member], 0);

export const differencesOf = ({ stock, held, ledger }: Evidence): Difference[] => {
  const { sku, shard, onHand, reserved, available } = stock;
  const place = shard === undefined ? { sku } : { sku, shard };
  const claims: readonly Omit<Difference, keyof Place>[] = [
    { what: 'reserved by active reservations', is: reserved, shouldBe: held },
    { what: 'reserved by the ledger', is: reserved, shouldBe: sumOf(ledger, 'reserved') },
    { what: 'on hand by the ledger', is: onHand, shouldBe: sumOf(ledger, 'onHand') },
    { what: 'available', is: available, shouldBe: onHand - reserved },
    { what: 'reserved, at least nothing', is: reserved, shouldBe: Math.max(reserved, 0) },
    { what: 'available, at least nothing', is: available, shouldBe: Math.max(available, 0) },
    {
      what: 'lines of the ledger without gaps',
      is: ledger.length,
      shouldBe: ledger.reduce((highest, { number }) => Math.max(highest, number), 0),
    },
  ];
  return claims
    .filter(({ is, shouldBe }) => is !== shouldBe)
    .map((claim) => ({ ...place, ...claim }));
};

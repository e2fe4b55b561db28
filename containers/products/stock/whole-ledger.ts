// The ledger of a SKU as one list: those of its shards merged, each in its own order.
import { type Place, placeOf } from '../domain/shards/places.ts';
import type { Ledger } from './ledger.ts';
import type { RecordedMovement } from './ledger-line.ts';
import type { StockStore } from './stock-store.ts';

type Listed = RecordedMovement & Pick<Place, 'shard'>;

/** By shard the number before which its lines are still to be listed. */
export type LedgerPosition = readonly number[];

export interface LedgerPage {
  readonly items: readonly Listed[];
  /** Where the next page begins; undefined after the last. */
  readonly next: LedgerPosition | undefined;
}

export interface WholeLedger {
  /** Newest first; undefined for a SKU that is none. */
  page(sku: string, limit: number, before?: LedgerPosition): Promise<LedgerPage | undefined>;
}

/** The latest time first of those that are the next of their shard. */
const merged = (ledgers: readonly (readonly Listed[])[], count: number): Listed[] => {
  const rest = ledgers.map((ledger) => [...ledger]);
  const lines: Listed[] = [];
  while (lines.length < count) {
    const newest = rest
      .filter(([first]) => first !== undefined)
      .reduce<Listed[] | undefined>(
        (best, ledger) => ((best?.[0]?.at ?? '') >= (ledger[0]?.at ?? '') ? best : ledger),
        undefined,
      )
      ?.shift();
    if (newest === undefined) return lines;
    lines.push(newest);
  }
  return lines;
};

/** What was listed is behind us, and so is what has come since. */
const positionAfter = (
  ledgers: readonly (readonly Listed[])[],
  before: LedgerPosition,
  listed: readonly Listed[],
): LedgerPosition => {
  const lasts = new Map(listed.map(({ shard = 0, number }) => [shard, number]));
  return ledgers.map(
    ([first], shard) => lasts.get(shard) ?? (first ? first.number + 1 : (before[shard] ?? 1)),
  );
};

export const createWholeLedger = (
  stock: Pick<StockStore, 'read'>,
  ledger: Pick<Ledger, 'movements'>,
): WholeLedger => {
  const linesOf = async (place: Place, limit: number, before?: number): Promise<Listed[]> => {
    const { sku: _, ...shard } = place;
    const lines = (await ledger.movements(place, limit, before)) ?? [];
    return lines.map((line) => ({ ...line, ...shard }));
  };

  return {
    page: async (sku, limit, before = []) => {
      const found = (await stock.read([sku])).get(sku);
      if (found === undefined) return undefined;
      const shards = Array.from({ length: found.shardsEver }, (_, shard) => shard);
      const ledgers = await Promise.all(
        shards.map((shard) => linesOf(placeOf(sku, shard), limit + 1, before[shard])),
      );
      const lines = merged(ledgers, limit + 1);
      const items = lines.slice(0, limit);
      return {
        items,
        next: lines.length > limit ? positionAfter(ledgers, before, items) : undefined,
      };
    },
  };
};

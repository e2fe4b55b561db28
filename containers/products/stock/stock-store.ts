// Reads stock: the shards of a SKU one by one, and as one.
import type { Readable } from '../../../platform/data/readable.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { FilledShard } from '../domain/shards/evening-out.ts';
import { type Stock, sumOfStock } from '../domain/stock.ts';
import { shardItem, stockItem } from '../stored.ts';
import type { LedgerLines } from './ledger-line.ts';
import type { ShardItem } from './shard-items.ts';
import { type Spread, type StockItem, stockKey } from './stock-items.ts';

/** One shard as it was read. */
export interface ReadShard extends Stock, LedgerLines, FilledShard {
  readonly status: StockItem['status'];
}

/** A SKU with its numbers over all shards. */
export interface SkuStock extends Omit<StockItem, keyof LedgerLines | keyof Spread>, Spread {
  /** By their numbers; each read at its own instant. */
  readonly parts: readonly ReadShard[];
}

export interface StockStore {
  /** What is there of these SKUs: a consistent read of each shard, `ever` of those as well that have nothing any more. */
  read(
    skus: readonly string[],
    options?: { readonly ever?: boolean },
  ): Promise<ReadonlyMap<string, SkuStock>>;
  /** How many shards serve orders of the SKU, as far as this process has read. */
  shardsOf(sku: string): number;
  /** SKUs that were read and have several. */
  inShards(): readonly string[];
}

const spreadOf = ({ shards = 1, shardsHeld = 1, shardsEver = 1 }: StockItem): Spread => ({
  shards,
  shardsHeld,
  shardsEver,
});

const together = (first: StockItem, others: readonly ShardItem[]): SkuStock => {
  const { recent: _, paged: __, ...item } = first;
  const parts = [{ ...first, shard: 0 }, ...others].sort((one, other) => one.shard - other.shard);
  return { ...item, ...spreadOf(first), ...sumOfStock(first.sku, parts), parts };
};

export const createStockStore = (table: Pick<Table, 'getMany'>, readable: Readable): StockStore => {
  const held = new Map<string, Spread>();

  const note = (item: StockItem): void => {
    if (spreadOf(item).shardsHeld === 1) held.delete(item.sku);
    else held.set(item.sku, spreadOf(item));
  };

  const readOthers = async (
    firsts: readonly StockItem[],
    isEver: boolean,
  ): Promise<ReadonlyMap<string, ShardItem[]>> => {
    const keys = firsts.flatMap((item) => {
      const { shardsHeld, shardsEver } = spreadOf(item);
      const count = isEver ? shardsEver : shardsHeld;
      return Array.from({ length: count - 1 }, (_, index) =>
        stockKey({ sku: item.sku, shard: index + 1 }),
      );
    });
    if (keys.length === 0) return new Map();
    const items = await table.getMany<ShardItem>(keys);
    return Map.groupBy(readable.wellFormed('stock', shardItem, items), ({ sku }) => sku);
  };

  return {
    read: async (skus, { ever = false } = {}) => {
      const items = await table.getMany<StockItem>(skus.map((sku) => stockKey({ sku })));
      const firsts = readable.wellFormed('stock', stockItem, items);
      for (const item of firsts) note(item);
      const others = await readOthers(firsts, ever);
      return new Map(firsts.map((item) => [item.sku, together(item, others.get(item.sku) ?? [])]));
    },
    shardsOf: (sku) => held.get(sku)?.shards ?? 1,
    inShards: () => [...held.keys()],
  };
};

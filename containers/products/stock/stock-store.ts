// Reads stock.
import type { Readable } from '../../../platform/data/readable.ts';
import type { Table } from '../../../platform/data/table.ts';
import { stockItem } from '../stored.ts';
import { type StockItem, stockKey } from './stock-items.ts';

export interface StockStore {
  /** What is there of these SKUs: a consistent read. */
  read(skus: readonly string[]): Promise<ReadonlyMap<string, StockItem>>;
}

export const createStockStore = (
  table: Pick<Table, 'getMany'>,
  readable: Readable,
): StockStore => ({
  read: async (skus) => {
    const items = await table.getMany<StockItem>(skus.map(stockKey));
    const stocks = readable.wellFormed('stock', stockItem, items);
    return new Map(stocks.map((item) => [item.sku, item]));
  },
});

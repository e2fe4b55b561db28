// What the stock has to offer an order: supposed to be enough, until it has proved to be short.
import type { StockLine } from '../../../events/schemas.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { Supply } from '../domain/reservation.ts';
import { type StockItem, stockKey } from '../stock/stock-items.ts';

export type Supplies = ReadonlyMap<string, Supply>;

export interface Shortages {
  /** Goods enough, as most orders find them; undefined where they were short the last time. The commit's conditions say whether it is so. */
  supposed(lines: readonly StockLine[]): Supplies | undefined;
  /** It was not enough. */
  met(sku: string): void;
  /** What there is. */
  read(lines: readonly StockLine[]): Promise<Supplies>;
}

const rememberedSkus = 10_000;

const enough: Supply = { available: Number.POSITIVE_INFINITY, sellable: true };

export const createShortages = (table: Pick<Table, 'getMany'>): Shortages => {
  /** SKUs that were not enough for the last order that wanted them. */
  const short = new Set<string>();
  return {
    supposed: (lines) =>
      lines.some(({ sku }) => short.has(sku))
        ? undefined
        : new Map(lines.map(({ sku }) => [sku, enough])),

    met: (sku) => {
      if (short.size >= rememberedSkus) short.clear();
      short.add(sku);
    },

    read: async (lines) => {
      const items = await table.getMany<StockItem>(lines.map(({ sku }) => stockKey(sku)));
      const supplies = new Map(
        items.map(({ sku, available, status }) => [
          sku,
          { available, sellable: status === 'active' },
        ]),
      );
      for (const { sku, quantity } of lines) {
        if ((supplies.get(sku)?.available ?? 0) > quantity) short.delete(sku);
      }
      return supplies;
    },
  };
};

// Writes products, each together with the offers of its SKUs.
import { isNew, type Table, versionIs, type Write } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { type CatalogueProduct, offerOf } from '../domain/product.ts';
import type { ChangedProduct } from '../domain/product-change.ts';
import type { ChangeLog } from '../search/change-log.ts';
import { newStockWrite, offerWrite } from '../stock/stock-items.ts';
import { productKey } from './catalogue-reader.ts';

export interface CatalogueStore {
  /** Throws `already-exists` where a SKU is taken. */
  add(product: CatalogueProduct, stock: ReadonlyMap<string, number>): Promise<void>;
  /** In place of the version before it. Throws ProductChanged, or `already-exists` where a new SKU is taken. */
  replace(changed: ChangedProduct): Promise<void>;
}

/** Somebody else changed the product first. */
export class ProductChanged extends Error {
  constructor(id: string) {
    super(`${id} has another version by now`);
    this.name = 'ProductChanged';
  }
}

const productWrite = (product: CatalogueProduct): Write => ({
  put: { ...productKey(product.id), product, version: product.version },
});

export const createCatalogueStore = ({
  table,
  changes,
  clock,
}: {
  readonly table: Table;
  readonly changes: ChangeLog;
  readonly clock: Clock;
}): CatalogueStore => ({
  add: async (product, stock) => {
    const at = isoTime(clock);
    await table.transact([
      ...product.variants.map((variant) =>
        newStockWrite(offerOf(product, variant), stock.get(variant.sku) ?? 0, at),
      ),
      { ...productWrite(product), condition: isNew },
      changes.note({ kind: 'product', id: product.id }),
    ]);
  },

  replace: async ({ product, added, offers }) => {
    const at = isoTime(clock);
    await table.transact([
      {
        ...productWrite(product),
        condition: versionIs(product.version - 1),
        refused: () => new ProductChanged(product.id),
      },
      ...offers.map(offerWrite),
      ...product.variants.flatMap((variant) => {
        const stock = added.get(variant.sku);
        return stock === undefined ? [] : newStockWrite(offerOf(product, variant), stock, at);
      }),
      changes.note({ kind: 'product', id: product.id }),
    ]);
  },
});

// Keeps the products: each one an item of a few partitions that can be read as a whole, written together with the offers of its SKUs.

import type { Readable } from '../../../platform/data/readable.ts';
import { shardOf, shards } from '../../../platform/data/shards.ts';
import {
  isNew,
  type Key,
  type Table,
  versionIs,
  type Write,
} from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { type CatalogueProduct, offerOf } from '../domain/product.ts';
import type { ChangedProduct } from '../domain/product-change.ts';
import type { ChangeLog } from '../search/change-log.ts';
import { newStockWrite, offerWrite } from '../stock/stock-items.ts';
import { productItem } from '../stored.ts';

export interface CatalogueStore {
  /** The current product: a consistent read. One that cannot be read is not there. */
  read(id: string): Promise<CatalogueProduct | undefined>;
  /** What is there of these products. */
  readMany(ids: readonly string[]): Promise<CatalogueProduct[]>;
  /** All products, in the partitions' order. */
  all(): Promise<CatalogueProduct[]>;
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

const prefix = 'PRODUCT#';

const partitionOf = (shard: string): string => `CATALOGUE#${shard}`;

const productKey = (id: string): Key => ({
  pk: partitionOf(shardOf(id)),
  sk: `${prefix}${id}`,
});

interface ProductItem extends Key {
  readonly product: CatalogueProduct;
}

const productWrite = (product: CatalogueProduct): Write => ({
  put: { ...productKey(product.id), product, version: product.version },
});

export const createCatalogueStore = ({
  table,
  changes,
  clock,
  readable,
}: {
  readonly table: Table;
  readonly changes: ChangeLog;
  readonly clock: Clock;
  readonly readable: Readable;
}): CatalogueStore => {
  const productsOf = (items: readonly ProductItem[]): CatalogueProduct[] =>
    readable.wellFormed('product', productItem, items).map(({ product }) => product);

  return {
    read: async (id) => {
      const item = await table.get<ProductItem>(productKey(id));
      return item && productsOf([item])[0];
    },

    readMany: async (ids) => productsOf(await table.getMany<ProductItem>(ids.map(productKey))),

    all: async () => {
      const partitions = await Promise.all(
        shards.map((shard) =>
          table.query<ProductItem>(partitionOf(shard), {
            prefix,
            limit: 1_000_000,
            consistent: false,
          }),
        ),
      );
      return productsOf(partitions.flat());
    },

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
  };
};

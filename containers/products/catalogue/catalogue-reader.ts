// The products as they are kept: each one an item of a few partitions that can be read as a whole.
import type { Readable } from '../../../platform/data/readable.ts';
import { shardOf, shards } from '../../../platform/data/shards.ts';
import type { Key, Table } from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId } from '../../../platform/kernel/ids.ts';
import type { CatalogueProduct } from '../domain/product.ts';
import { productItem } from '../stored.ts';

export interface CatalogueReader {
  /** The current product: a consistent read. Throws `not-found`, also where it cannot be read. */
  existing(id: string): Promise<CatalogueProduct>;
  /** What is there of these products. */
  readMany(ids: readonly string[]): Promise<CatalogueProduct[]>;
  /** All products, in the partitions' order. */
  all(): Promise<CatalogueProduct[]>;
}

const prefix = 'PRODUCT#';

const partitionOf = (shard: string): string => `CATALOGUE#${shard}`;

export const productKey = (id: string): Key => ({
  pk: partitionOf(shardOf(id)),
  sk: `${prefix}${id}`,
});

interface ProductItem extends Key {
  readonly product: CatalogueProduct;
}

export const createCatalogueReader = (table: Table, readable: Readable): CatalogueReader => {
  const productsOf = (items: readonly ProductItem[]): CatalogueProduct[] =>
    readable.wellFormed('product', productItem, items).map(({ product }) => product);

  return {
    existing: async (id) => {
      const item = isId('prd', id) ? await table.get<ProductItem>(productKey(id)) : undefined;
      const product = item && productsOf([item])[0];
      if (product === undefined) throw new AppError('not-found');
      return product;
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
  };
};

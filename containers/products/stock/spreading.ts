// Puts a SKU into more shards, or fewer, while it is sold: nothing moves in the step itself, so nothing is lost or counted twice by it.
import type { Table } from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { Evening } from './evening.ts';
import { closedWrites, openedWrites } from './shard-items.ts';
import { isStale } from './stock-items.ts';
import type { SkuStock, StockStore } from './stock-store.ts';

/** The stock afterwards. Throws `not-found` or `overloaded`; asked again it goes on where it was. */
export type SpreadStock = (sku: string, shards: number) => Promise<SkuStock>;

export const createSpreading = ({
  table,
  stock,
  evening,
  stockMoved,
}: {
  readonly table: Pick<Table, 'transact'>;
  readonly stock: Pick<StockStore, 'read'>;
  readonly evening: Pick<Evening, 'even'>;
  /** Told of the SKU, so that the other tasks hear of its shards. */
  readonly stockMoved: (skus: readonly string[]) => void;
}): SpreadStock => {
  const existing = async (sku: string): Promise<SkuStock> => {
    const found = (await stock.read([sku])).get(sku);
    if (found === undefined) throw new AppError('not-found');
    return found;
  };

  /** More at once, fewer one by one; true when it is done. */
  const step = async (sku: string, shards: number): Promise<boolean> => {
    const found = await existing(sku);
    if (found.shards === shards) return true;
    await table.transact(found.shards < shards ? openedWrites(found, shards) : closedWrites(found));
    return false;
  };

  return async (sku, shards) => {
    while (!(await retryOn(isStale, () => step(sku, shards)))) stockMoved([sku]);
    await evening.even(sku);
    return existing(sku);
  };
};

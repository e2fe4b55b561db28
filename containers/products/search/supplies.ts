// What is available of each SKU, in memory: read again once this task has moved it, and when others tell that they have.
import type { StockStore } from '../stock/stock-store.ts';

export interface Supplies {
  /** What was read last, 0 where nothing was. */
  available(sku: string): number;
  /** Reads these, whatever is known of them. */
  read(skus: readonly string[]): Promise<void>;
  /** Reads those of them that have moved since they were read, or never were. */
  freshen(skus: readonly string[]): Promise<void>;
  /** Reads all that has moved. */
  readMoved(): Promise<void>;
  /** They are no longer as they were read. */
  moved(skus: readonly string[]): void;
  /** Nothing is known of those that were never read. */
  added(skus: readonly string[]): void;
}

/** A long reading leaves room for the requests beside it. */
const skusAtOnce = 400;

export const createSupplies = (stock: Pick<StockStore, 'read'>): Supplies => {
  const supplies = new Map<string, { available: number; read: number }>();
  /** SKUs that this task has added or moved since they were read, with the number of the move. */
  const moved = new Map<string, number>();
  let reads = 0;
  let moves = 0;

  /** Of two reads under way the one that began last counts, and a move meanwhile is not forgotten. */
  const readSome = async (skus: readonly string[]): Promise<void> => {
    reads += 1;
    const read = reads;
    const movesBefore = moves;
    const items = await stock.read(skus);
    for (const sku of skus) {
      if ((moved.get(sku) ?? 0) <= movesBefore) moved.delete(sku);
      if ((supplies.get(sku)?.read ?? 0) > read) continue;
      supplies.set(sku, { available: items.get(sku)?.available ?? 0, read });
    }
  };

  const read = async (skus: readonly string[]): Promise<void> => {
    for (let first = 0; first < skus.length; first += skusAtOnce) {
      await readSome(skus.slice(first, first + skusAtOnce));
    }
  };

  const note = (skus: readonly string[]): void => {
    moves += 1;
    for (const sku of skus) moved.set(sku, moves);
  };

  return {
    available: (sku) => supplies.get(sku)?.available ?? 0,
    read,
    freshen: (skus) => read(skus.filter((sku) => moved.has(sku) || !supplies.has(sku))),
    readMoved: () => read([...moved.keys()]),
    moved: note,
    added: (skus) => note(skus.filter((sku) => !supplies.has(sku))),
  };
};

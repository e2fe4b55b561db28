// Evens out the shards of a SKU: after a correction, when one has run short, and once a minute; each transfer is a transaction of two shards, whose ledgers tell it.
import type { StockLine } from '../../../events/schemas.ts';
import type { Table, Write } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import { oneByOne } from '../../../platform/kernel/one-by-one.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import { gatheringOf, type Transfer, transfersOf } from '../domain/shards/evening-out.ts';
import { placeOf } from '../domain/shards/places.ts';
import type { Movement } from '../domain/stock.ts';
import type { Ledger } from './ledger.ts';
import { droppedWrites, statusWrites } from './shard-items.ts';
import { isStale, movementWrite } from './stock-items.ts';
import type { SkuStock, StockStore } from './stock-store.ts';

export interface Evening {
  /** The shards are as the offer says, none has run short while others have plenty, and closed ones are emptied. */
  even(sku: string): Promise<void>;
  /** The same, at most once a second in this process. */
  wasShort(skus: readonly string[]): Promise<void>;
  /** All that this process knows. */
  round(): Promise<void>;
  /** Brings goods together in the fullest shard, as far as they are there. */
  gather(line: StockLine): Promise<void>;
  /** The shards sell, or do not, as the offers of these SKUs say now. */
  follow(skus: readonly string[]): Promise<void>;
}

const notAgainMs = 1_000;

const transferOf = (sku: string, { from, to, quantity }: Transfer): Movement[] => [
  { kind: 'transfer', ...placeOf(sku, from), onHand: -quantity, reserved: 0 },
  { kind: 'transfer', ...placeOf(sku, to), onHand: quantity, reserved: 0 },
];

export const createEvening = ({
  table,
  stock,
  clock,
  ledger,
}: {
  readonly table: Pick<Table, 'transact'>;
  readonly stock: StockStore;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'moved'>;
}): Evening => {
  const evenedAt = new Map<string, number>();

  /** False where orders were faster, or the shards are too busy: the next run looks again. */
  const isDone = async (writes: readonly Write[]): Promise<boolean> => {
    try {
      await table.transact(writes);
      return true;
    } catch (error) {
      if (isStale(error) || isAppError(error, 'overloaded')) return false;
      throw error;
    }
  };

  const carryOut = async (sku: string, transfers: readonly Transfer[]): Promise<void> => {
    for (const transfer of transfers) {
      const movements = transferOf(sku, transfer);
      const at = isoTime(clock);
      if (await isDone(movements.map((each) => movementWrite(each, at)))) {
        await ledger.moved(movements);
      }
    }
  };

  const existing = async (sku: string): Promise<SkuStock | undefined> => {
    const found = (await stock.read([sku])).get(sku);
    return found !== undefined && found.shardsHeld > 1 ? found : undefined;
  };

  const dropEmptied = async (sku: string): Promise<void> => {
    for (let found = await existing(sku); found !== undefined; found = await existing(sku)) {
      const last = found.parts.at(-1);
      if (!last?.closed || last.onHand > 0 || !(await isDone(droppedWrites(found)))) return;
    }
  };

  const followOnce = async (sku: string): Promise<SkuStock | undefined> => {
    const found = await existing(sku);
    for (const { shard, status } of found?.parts ?? []) {
      if (found && status !== found.status) await table.transact(statusWrites(found, shard));
    }
    return found;
  };

  const even = async (sku: string): Promise<void> => {
    const found = await retryOn(isStale, () => followOnce(sku));
    if (found === undefined) return;
    await carryOut(sku, transfersOf(found.parts));
    if (found.shardsHeld > found.shards) await dropEmptied(sku);
  };

  return {
    even,

    wasShort: async (skus) => {
      const due = skus.filter(
        (sku) => stock.shardsOf(sku) > 1 && clock.now() - (evenedAt.get(sku) ?? 0) >= notAgainMs,
      );
      for (const sku of due) evenedAt.set(sku, clock.now());
      for (const sku of due) await even(sku);
    },

    round: () => oneByOne(stock.inShards(), even, 'not all shards were evened out'),

    gather: async ({ sku, quantity }) => {
      const found = await existing(sku);
      if (found) await carryOut(sku, gatheringOf(found.parts, quantity));
    },

    follow: async (skus) => {
      if (skus.length === 0) return;
      const found = await stock.read(skus);
      const inShards = [...found.values()].filter(({ shardsHeld }) => shardsHeld > 1);
      for (const { sku } of inShards) await retryOn(isStale, () => followOnce(sku));
    },
  };
};

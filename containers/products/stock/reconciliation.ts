// Reads every reservation and every ledger and compares them with the stock, shard by shard; while orders come in, what differs is read again.

import { setTimeout as sleep } from 'node:timers/promises';
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts';
import { type Difference, differencesOf } from '../domain/reconciliation.ts';
import { nameOfPlace, placeOf } from '../domain/shards/places.ts';
import type { HeldStock } from './held-stock.ts';
import type { Ledger } from './ledger.ts';
import { stockOf } from './stock-items.ts';
import type { ReadShard, StockStore } from './stock-store.ts';

export interface ReconciliationReport {
  readonly skus: number;
  readonly activeReservations: number;
  /** Ids of orders whose reservation should have expired more than a minute ago. */
  readonly overdue: readonly string[];
  readonly differences: readonly Difference[];
}

const everything = 10_000_000;
const skusAtOnce = 50;
/** Each of these SKUs may have sixty-four shards: more than the client of the table lets wait. */
const ledgersAtOnce = 50;
const graceMs = 60_000;

export const createStockReconciliation = ({
  holding,
  catalogue,
  stock,
  ledger,
}: {
  readonly holding: HeldStock;
  readonly catalogue: Pick<CatalogueReader, 'all'>;
  readonly stock: Pick<StockStore, 'read'>;
  readonly ledger: Pick<Ledger, 'movements'>;
}) => {
  const compare = async (part: ReadShard, held: ReadonlyMap<string, number>) => {
    const place = placeOf(part.sku, part.shard);
    return differencesOf({
      stock: { ...stockOf(part), ...place },
      held: held.get(nameOfPlace(place)) ?? 0,
      ledger: (await ledger.movements(place, everything)) ?? [],
    });
  };

  const compareSome = async (
    skus: readonly string[],
    held: ReadonlyMap<string, number>,
  ): Promise<Difference[]> => {
    const found = await stock.read(skus, { ever: true });
    const parts = [...found.values()].flatMap((each) => each.parts);
    const differences: Difference[] = [];
    for (let first = 0; first < parts.length; first += ledgersAtOnce) {
      const some = parts.slice(first, first + ledgersAtOnce);
      const compared = await Promise.all(some.map((part) => compare(part, held)));
      differences.push(...compared.flat());
    }
    return differences;
  };

  const compareAll = async (skus: readonly string[]) => {
    const { count, held } = await holding.now();
    const differences: Difference[] = [];
    for (let first = 0; first < skus.length; first += skusAtOnce) {
      differences.push(...(await compareSome(skus.slice(first, first + skusAtOnce), held)));
    }
    return { count, differences };
  };

  /** `at` is the present time in milliseconds. */
  return async (
    at: number,
    { rounds = 5, pauseMs = 1_000 }: { rounds?: number; pauseMs?: number } = {},
  ): Promise<ReconciliationReport> => {
    const products = await catalogue.all();
    const skus = products.flatMap(({ variants }) => variants.map(({ sku }) => sku));
    let { count, differences } = await compareAll(skus);
    for (let round = 1; round < rounds && differences.length > 0; round += 1) {
      await sleep(pauseMs);
      ({ count, differences } = await compareAll([...new Set(differences.map(({ sku }) => sku))]));
    }
    const overdue = await holding.until(new Date(at - graceMs).toISOString());
    return {
      skus: skus.length,
      activeReservations: count,
      overdue,
      differences,
    };
  };
};

// Reads every reservation and every ledger and compares them with the stock; while orders come in, what differs is read again.

import { setTimeout as sleep } from 'node:timers/promises';
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts';
import { type Difference, differencesOf } from '../domain/reconciliation.ts';
import type { HeldStock } from './held-stock.ts';
import type { Ledger } from './ledger.ts';
import { stockOf } from './stock-items.ts';
import type { StockStore } from './stock-store.ts';

export interface ReconciliationReport {
  readonly skus: number;
  readonly activeReservations: number;
  /** Ids of orders whose reservation should have expired more than a minute ago. */
  readonly overdue: readonly string[];
  readonly differences: readonly Difference[];
}

const everything = 10_000_000;
const skusAtOnce = 50;
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
  const compareSome = async (
    skus: readonly string[],
    held: ReadonlyMap<string, number>,
  ): Promise<Difference[]> => {
    const items = await stock.read(skus);
    const differences = await Promise.all(
      [...items.values()].map(async (item) =>
        differencesOf({
          stock: stockOf(item),
          held: held.get(item.sku) ?? 0,
          ledger: (await ledger.movements(item.sku, everything)) ?? [],
        }),
      ),
    );
    return differences.flat();
  };

  const compare = async (skus: readonly string[]) => {
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
    let { count, differences } = await compare(skus);
    for (let round = 1; round < rounds && differences.length > 0; round += 1) {
      await sleep(pauseMs);
      ({ count, differences } = await compare([...new Set(differences.map(({ sku }) => sku))]));
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

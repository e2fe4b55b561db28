// Reads every reservation and every ledger and compares them with the stock; while orders come in, what differs is read again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from '../../../platform/data/readable.ts';
import { shards } from '../../../platform/data/shards.ts';
import type { Table } from '../../../platform/data/table.ts';
import type { CatalogueStore } from '../catalogue/catalogue-store.ts';
import { type Difference, differencesOf } from '../domain/reconciliation.ts';
import { heldLines, type Reservation } from '../domain/reservation.ts';
import { reservationKey, reservationPrefix } from '../reservations/reservation-store.ts';
import { reservationItem } from '../stored.ts';
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

const ordersOf = (keys: readonly { readonly pk: string }[]): string[] =>
  keys.map(({ pk }) => pk.slice(reservationPrefix.length));

export const createReconciliation = ({
  table,
  catalogue,
  stock,
  ledger,
  readable,
}: {
  readonly table: Table;
  readonly catalogue: Pick<CatalogueStore, 'all'>;
  readonly stock: Pick<StockStore, 'read'>;
  readonly ledger: Pick<Ledger, 'movements'>;
  readonly readable: Readable;
}) => {
  const dueBefore = async (until: string): Promise<string[]> => {
    const keys = await Promise.all(
      shards.map((shard) => table.queryIndex('due-index', shard, until, everything)),
    );
    return ordersOf(keys.flat());
  };

  const readActive = async (): Promise<{ count: number; held: ReadonlyMap<string, number> }> => {
    const orders = await dueBefore('9');
    const found = await table.getMany<{ state: Reservation }>(orders.map(reservationKey));
    const items = readable.only('reservation', reservationItem, found);
    const held = new Map<string, number>();
    for (const { sku, quantity } of items.flatMap(({ state }) => heldLines(state))) {
      held.set(sku, (held.get(sku) ?? 0) + quantity);
    }
    return { count: items.filter(({ state }) => state.status === 'active').length, held };
  };

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
    const { count, held } = await readActive();
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
    return {
      skus: skus.length,
      activeReservations: count,
      overdue: await dueBefore(new Date(at - graceMs).toISOString()),
      differences,
    };
  };
};

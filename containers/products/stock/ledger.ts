// The ledger of a SKU: its newest lines lie in the stock item itself, so that a movement costs no write of its own; full pages are put aside.
import { paddedVersion } from '../../../platform/data/records.ts';
import type { Table, Write } from '../../../platform/data/table.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import { fromLine, type RecordedMovement } from './ledger-line.ts';
import { StockChanged, type StockItem, stockKey } from './stock-items.ts';

export interface Ledger {
  /** To be told of each movement: now and then the lines of a SKU are put aside. */
  moved(skus: readonly string[]): Promise<void>;
  /** Newest first, those before the number; undefined for a SKU that is none. */
  movements(sku: string, limit: number, before?: number): Promise<RecordedMovement[] | undefined>;
}

/** With six lines a stock item stays below 1 KB, the size one write unit pays for. */
const pageSize = 6;

const prefix = 'LEDGER#';

/** By the number of the first line. */
const pageKey = (sku: string, first: number) => ({
  pk: stockKey(sku).pk,
  sk: `${prefix}${paddedVersion(first)}`,
});

interface Page {
  readonly lines: readonly string[];
  readonly first: number;
}

/** The last first: DynamoDB counts positions as they were, some emulators as they become. */
const firstMembers = (list: string, count: number): string =>
  Array.from({ length: count }, (_, position) => `${list}[${count - 1 - position}]`).join(', ');

/** The oldest lines in full pages. A page never changes, so it can be put aside before its lines are taken out, and again. */
const pagesOf = ({ sku, recent, paged }: StockItem): Write[] =>
  Array.from({ length: Math.floor(recent.length / pageSize) }, (_, page) => {
    const begin = page * pageSize;
    const first = paged + begin + 1;
    return {
      put: { ...pageKey(sku, first), lines: recent.slice(begin, begin + pageSize), first },
    };
  });

/** Lines are only ever added behind these, so the number of lines put aside is all that must not have changed. */
const takenOut = ({ sku, paged }: StockItem, count: number): Write => ({
  update: stockKey(sku),
  change: {
    expression: `SET paged = :next REMOVE ${firstMembers('recent', count)}`,
    values: { ':next': paged + count },
  },
  condition: { expression: 'paged = :paged', values: { ':paged': paged } },
  refused: () => new StockChanged(sku),
});

const numbered = (lines: readonly string[], first: number): RecordedMovement[] =>
  lines.map((line, position) => fromLine(line, first + position));

export const createStockLedger = (table: Table): Ledger => {
  /** Movements of this process since it last looked. */
  const counts = new Map<string, number>();

  const tidy = async (sku: string): Promise<void> => {
    const item = await table.get<StockItem>(stockKey(sku));
    if (item === undefined) return;
    const pages = pagesOf(item);
    if (pages.length === 0) return;
    try {
      for (const page of pages) await table.transact([page]);
      await table.transact([takenOut(item, pages.length * pageSize)]);
    } catch (error) {
      // Somebody else put them aside, or the SKU is too busy just now: a later movement will.
      if (!(error instanceof StockChanged) && !isAppError(error, 'overloaded')) throw error;
    }
  };

  const pagesBefore = (sku: string, number: number, limit: number) =>
    table.query<Page>(stockKey(sku).pk, {
      prefix,
      after: pageKey(sku, number).sk,
      newestFirst: true,
      limit: Math.ceil(limit / pageSize) + 1,
    });

  return {
    moved: async (skus) => {
      const full = skus.filter((sku) => {
        const count = ((counts.get(sku) ?? 0) + 1) % pageSize;
        counts.set(sku, count);
        return count === 0;
      });
      await Promise.all(full.map(tidy));
    },

    movements: async (sku, limit, before = Number.POSITIVE_INFINITY) => {
      const item = await table.get<StockItem>(stockKey(sku));
      if (item === undefined) return undefined;
      const { recent, paged } = item;
      const newest = numbered(recent, paged + 1).filter(({ number }) => number < before);
      const oldest = newest[0]?.number ?? Math.min(before, paged + 1);
      const isEnough = newest.length >= limit || oldest <= 1;
      // Pages are read after the item, so a line that was put aside meanwhile is seen twice, not missed.
      const pages = isEnough ? [] : await pagesBefore(sku, oldest, limit);
      const older = pages
        .flatMap(({ lines, first }) => numbered(lines, first))
        .filter(({ number }) => number < oldest);
      return [...newest, ...older].sort((a, b) => b.number - a.number).slice(0, limit);
    },
  };
};

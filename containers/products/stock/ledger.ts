// The ledger of a SKU, or of one of its shards: its newest lines lie in the stock item itself, so that a movement costs no write of its own; full pages are put aside.
import { paddedVersion } from '../../../platform/data/records.ts';
import type { Table, Write } from '../../../platform/data/table.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import { nameOfPlace, type Place } from '../domain/shards/places.ts';
import { fromLine, type LedgerLines, type RecordedMovement } from './ledger-line.ts';
import { isStale, StockChanged, stockKey } from './stock-items.ts';

export interface Ledger {
  /** To be told of each movement: now and then the lines of a place are put aside. */
  moved(places: readonly Place[]): Promise<void>;
  /** Newest first, those before the number; undefined for a place that is none. */
  movements(place: Place, limit: number, before?: number): Promise<RecordedMovement[] | undefined>;
}

/** With six lines a stock item stays below 1 KB, the size one write unit pays for. */
const pageSize = 6;

const prefix = 'LEDGER#';

/** By the number of the first line. */
const pageKey = (place: Place, first: number) => ({
  pk: stockKey(place).pk,
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
const pagesOf = (place: Place, { recent, paged }: LedgerLines): Write[] =>
  Array.from({ length: Math.floor(recent.length / pageSize) }, (_, page) => {
    const begin = page * pageSize;
    const first = paged + begin + 1;
    return {
      put: { ...pageKey(place, first), lines: recent.slice(begin, begin + pageSize), first },
    };
  });

/** Lines are only ever added behind these, so the number of lines put aside is all that must not have changed. */
const takenOut = (place: Place, { paged }: LedgerLines, count: number): Write => ({
  update: stockKey(place),
  change: {
    expression: `SET paged = :next REMOVE ${firstMembers('recent', count)}`,
    values: { ':next': paged + count },
  },
  condition: { expression: 'paged = :paged', values: { ':paged': paged } },
  refused: () => new StockChanged(place),
});

const numbered = (lines: readonly string[], first: number): RecordedMovement[] =>
  lines.map((line, position) => fromLine(line, first + position));

export const createStockLedger = (table: Table): Ledger => {
  /** Movements of this process since it last looked. */
  const counts = new Map<string, number>();

  const tidy = async (place: Place): Promise<void> => {
    const item = await table.get<LedgerLines>(stockKey(place));
    if (item === undefined) return;
    const pages = pagesOf(place, item);
    if (pages.length === 0) return;
    try {
      for (const page of pages) await table.transact([page]);
      await table.transact([takenOut(place, item, pages.length * pageSize)]);
    } catch (error) {
      // Somebody else put them aside, or the place is too busy just now: a later movement will.
      if (!isStale(error) && !isAppError(error, 'overloaded')) throw error;
    }
  };

  const pagesBefore = (place: Place, number: number, limit: number) =>
    table.query<Page>(stockKey(place).pk, {
      prefix,
      after: pageKey(place, number).sk,
      newestFirst: true,
      limit: Math.ceil(limit / pageSize) + 1,
    });

  return {
    moved: async (places) => {
      const full = places.filter((place) => {
        const name = nameOfPlace(place);
        const count = ((counts.get(name) ?? 0) + 1) % pageSize;
        counts.set(name, count);
        return count === 0;
      });
      await Promise.all(full.map(tidy));
    },

    movements: async (place, limit, before = Number.POSITIVE_INFINITY) => {
      const item = await table.get<LedgerLines>(stockKey(place));
      if (item === undefined) return undefined;
      const { recent, paged } = item;
      const newest = numbered(recent, paged + 1).filter(({ number }) => number < before);
      const oldest = newest[0]?.number ?? Math.min(before, paged + 1);
      const isEnough = newest.length >= limit || oldest <= 1;
      // Pages are read after the item, so a line that was put aside meanwhile is seen twice, not missed.
      const pages = isEnough ? [] : await pagesBefore(place, oldest, limit);
      const older = pages
        .flatMap(({ lines, first }) => numbered(lines, first))
        .filter(({ number }) => number < oldest);
      return [...newest, ...older].sort((a, b) => b.number - a.number).slice(0, limit);
    },
  };
};

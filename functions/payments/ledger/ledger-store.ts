// The ledger by day: written with the events it comes from, read for the daily report.
import { type Readable, wholePage } from '../../../platform/data/readable.ts';
import { integer, listOf, members, orNull, text, time } from '../../../platform/data/shape.ts';
import { shardOf, shards } from '../../../platform/data/shards.ts';
import { isNew, type Table, type Write } from '../../../platform/data/table.ts';
import { entriesOf, type LedgerEntry } from '../domain/ledger.ts';
import { isPayment, type PaymentEvent, type PaymentState } from '../domain/payment.ts';
import type { Report } from '../domain/report.ts';

const money = members({ amount: integer, currency: text });

const entryItem = members({
  key: text,
  orderId: text,
  kind: text,
  amount: money,
  time,
  providerReference: text,
});

const reportItem = members({
  day: text,
  matched: integer,
  differing: integer,
  differences: listOf(
    members({ key: text, kind: text, ours: orNull(money), theirs: orNull(money) }),
  ),
});

const dayOf = (time: string): string => time.slice(0, 'yyyy-mm-dd'.length);

/** What the provider has done, whoever comes to write the event of it: written before that, and under one key however often. */
export const ledgerWrites = (
  events: readonly PaymentEvent[],
  state: PaymentState,
): readonly Write[] =>
  isPayment(state)
    ? entriesOf(events, state).map((entry) => ({
        put: {
          pk: `LEDGER#${dayOf(entry.time)}#${shardOf(entry.orderId)}`,
          sk: `${entry.time}#${entry.key}`,
          ...entry,
        },
      }))
    : [];

export interface KeptReport extends Report {
  /** All differences; not all of them are kept. */
  readonly differing: number;
}

export interface LedgerStore {
  /** Entries of a time range, `until` excluded, one a step. */
  entries(from: string, until: string): Promise<readonly LedgerEntry[]>;
  hasReport(day: string): Promise<boolean>;
  /** The first one stays. */
  keepReport(report: Report): Promise<void>;
  /** Newest first; `after` is the last day seen. */
  reports(options: { limit: number; after?: string }): Promise<readonly KeptReport[]>;
  report(day: string): Promise<KeptReport | undefined>;
}

const dayMs = 86_400_000;

const daysBetween = (from: string, until: string): readonly string[] => {
  const days: string[] = [];
  for (let at = Date.parse(dayOf(from)); at < Date.parse(until); at += dayMs) {
    days.push(dayOf(new Date(at).toISOString()));
  }
  return days;
};

/** Differences kept in a report; the log has their number. */
const keptDifferences = 500;

const reportKey = (day: string) => ({ pk: 'REPORTS', sk: day });

const reportOf = ({ day, matched, differing, differences }: KeptReport): KeptReport => ({
  day,
  matched,
  differing,
  differences,
});

export const createLedgerStore = (table: Table, readable: Readable): LedgerStore => ({
  entries: async (from, until) => {
    const partitions = daysBetween(from, until).flatMap((day) =>
      shards.map((shard) => `LEDGER#${day}#${shard}`),
    );
    const found = await Promise.all(
      partitions.map((pk) => table.query<LedgerEntry>(pk, { limit: 1_000_000 })),
    );
    const entries = readable
      .wellFormed('ledger entry', entryItem, found.flat())
      .filter(({ time }) => time >= from && time < until)
      .map(({ pk: _, sk: __, ...entry }) => entry);
    // Whoever stopped before the event was written has left an entry of another time.
    return [...new Map(entries.map((entry) => [entry.key, entry])).values()];
  },

  hasReport: async (day) => (await table.get(reportKey(day))) !== undefined,

  keepReport: async (report) => {
    const differences = report.differences.slice(0, keptDifferences);
    const differing = report.differences.length;
    const put = { ...reportKey(report.day), ...report, differing, differences };
    await table.transact([{ put, condition: isNew }]);
  },

  reports: (part) =>
    wholePage(
      part,
      (some) => table.query<KeptReport>(reportKey('').pk, { ...some, newestFirst: true }),
      (found) => readable.wellFormed('report', reportItem, found).map(reportOf),
    ),

  report: async (day) => {
    const found = await table.get<KeptReport>(reportKey(day));
    return found && reportOf(found);
  },
});

// Once a day: yesterday's ledger against the provider's; a difference is for a person to look at.
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { compareLedgers, type Report } from '../domain/report.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import { type ConfirmingOptions, confirmed } from './confirming.ts';
import type { LedgerStore } from './ledger-store.ts';

export interface DailyReportOptions extends ConfirmingOptions {
  readonly ledger: LedgerStore;
  readonly provider: Pick<PaymentProvider, 'list' | 'find'>;
  readonly clock: Clock;
  readonly log: Log;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A day that had no run, or whose provider did not answer, is made up for so long. */
const daysLookedAt = 7;

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

const dayOf = (timeMs: number): string => iso(timeMs).slice(0, 'yyyy-mm-dd'.length);

/** The latest day that has no report, and none before the first report of all; its start, or undefined. */
const missingDay = async (
  { reports, hasReport }: Pick<LedgerStore, 'reports' | 'hasReport'>,
  yesterday: number,
): Promise<number | undefined> => {
  const known = (await reports({ limit: daysLookedAt })).map(({ day }) => day);
  const first = known.at(-1) ?? dayOf(yesterday);
  for (let back = 0; back < daysLookedAt; back += 1) {
    const start = yesterday - back * dayMs;
    const day = dayOf(start);
    if (day >= first && !known.includes(day) && !(await hasReport(day))) return start;
  }
  return undefined;
};

/** Answers the report when one was due and not there yet. */
export const createDailyReport =
  (options: DailyReportOptions) => async (): Promise<Report | undefined> => {
    const { ledger, provider, clock, log } = options;
    // An hour after midnight the last answers of the day before are in.
    const yesterday = Math.floor((clock.now() - hourMs) / dayMs) * dayMs - dayMs;
    const start = await missingDay(ledger, yesterday);
    if (start === undefined) return undefined;
    const day = dayOf(start);
    const from = iso(start - hourMs);
    const until = iso(start + dayMs + hourMs);
    const [ours, theirs] = await Promise.all([
      ledger.entries(from, until),
      provider.list(from, until),
    ]);
    const report = await confirmed(compareLedgers(day, ours, theirs), options);
    await ledger.keepReport(report);
    const differences = report.differences.length;
    const summary = { day, matched: report.matched, differences };
    if (differences > 0) log.error(summary, 'the ledger differs from that of the provider');
    else log.info(summary, 'the ledger agrees with that of the provider');
    return report;
  };

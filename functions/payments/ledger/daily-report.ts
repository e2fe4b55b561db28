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

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

/** Answers the report when it was due and not there yet. */
export const createDailyReport =
  (options: DailyReportOptions) => async (): Promise<Report | undefined> => {
    const { ledger, provider, clock, log } = options;
    // An hour after midnight the last answers of the day before are in.
    const start = Math.floor((clock.now() - hourMs) / dayMs) * dayMs - dayMs;
    const day = iso(start).slice(0, 'yyyy-mm-dd'.length);
    if (await ledger.hasReport(day)) return undefined;
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

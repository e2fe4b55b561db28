// Once a day: yesterday's ledger against the provider's; a difference is for a person to look at.
import type { Clock } from '../../../platform/kernel/clock.ts';
import { isSameMoney } from '../../../platform/kernel/money.ts';
import type { Log } from '../../../platform/telemetry/log.ts';
import { isPayment, orderOf } from '../domain/payment.ts';
import { compareLedgers, type Difference, type Report } from '../domain/report.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import type { PaymentStore } from '../store.ts';
import type { LedgerStore } from './ledger-store.ts';

export interface DailyReportOptions {
  readonly ledger: LedgerStore;
  readonly provider: Pick<PaymentProvider, 'list' | 'find'>;
  readonly store: Pick<PaymentStore, 'load'>;
  readonly clock: Clock;
  readonly log: Log;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

/** Differences that are asked about one by one; where there are more, the day itself is wrong. */
const mostAsked = 100;

/** What only one side has listed in time is asked for by its key, before it is called a difference. */
const isConfirmed = async (
  { key, kind, ours, theirs }: Difference,
  { store, provider }: Pick<DailyReportOptions, 'store' | 'provider'>,
): Promise<boolean> => {
  const orderId = orderOf(key);
  const { state } = await store.load(orderId);
  if (!isPayment(state) || (ours !== null && theirs !== null)) return false;
  if (theirs !== null) {
    const step = state.steps.find((each) => each.key === key);
    return step?.progress === 'succeeded' && isSameMoney(step.amount, theirs);
  }
  const answer = await provider.find({ kind, key, orderId, authorization: state.authorization });
  return answer.kind === 'succeeded' && ours !== null && isSameMoney(answer.amount, ours);
};

const confirmed = async (
  report: Report,
  options: Pick<DailyReportOptions, 'store' | 'provider'>,
): Promise<Report> => {
  if (report.differences.length > mostAsked) return report;
  const differences: Difference[] = [];
  for (const difference of report.differences) {
    if (!(await isConfirmed(difference, options))) differences.push(difference);
  }
  const matched = report.matched + report.differences.length - differences.length;
  return { ...report, matched, differences };
};

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

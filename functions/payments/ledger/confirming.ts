// What only one side has listed in time is asked for by its key, before it is called a difference.
import { UnreadableStream } from '../../../platform/data/commits.ts';
import { isSameMoney } from '../../../platform/kernel/money.ts';
import { createSemaphore } from '../../../platform/kernel/semaphore.ts';
import { isPayment, orderOf, type PaymentState } from '../domain/payment.ts';
import type { Difference, Report } from '../domain/report.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import type { PaymentStore } from '../store.ts';

export interface ConfirmingOptions {
  readonly provider: Pick<PaymentProvider, 'find'>;
  readonly store: Pick<PaymentStore, 'load'>;
}

/** Differences that are asked about one by one; where there are more, the day itself is wrong. */
const mostAsked = 100;
/** Below the calls that the policy lets through at once, so that slow answers do not last longer than a run. */
const atOnce = 20;

/** One that cannot be read confirms nothing, and keeps no other from the report. */
const nothingReadable = (error: unknown): { readonly state: PaymentState } => {
  if (error instanceof UnreadableStream) return { state: { status: 'none' } };
  throw error;
};

const isConfirmed = async (
  { key, kind, ours, theirs }: Difference,
  { store, provider }: ConfirmingOptions,
): Promise<boolean> => {
  const orderId = orderOf(key);
  const { state } = await store.load(orderId).catch(nothingReadable);
  if (!isPayment(state) || (ours !== null && theirs !== null)) return false;
  if (theirs !== null) {
    const step = state.steps.find((each) => each.key === key);
    return step?.progress === 'succeeded' && isSameMoney(step.amount, theirs);
  }
  const answer = await provider.find({ kind, key, orderId, authorization: state.authorization });
  return answer.kind === 'succeeded' && ours !== null && isSameMoney(answer.amount, ours);
};

/** The report without the differences that there are not. */
export const confirmed = async (report: Report, options: ConfirmingOptions): Promise<Report> => {
  if (report.differences.length > mostAsked) return report;
  const inTurn = createSemaphore({ atOnce, waiting: mostAsked });
  const areConfirmed = await Promise.all(
    report.differences.map((difference) => inTurn(() => isConfirmed(difference, options))),
  );
  const differences = report.differences.filter((_, index) => !areConfirmed[index]);
  const matched = report.matched + report.differences.length - differences.length;
  return { ...report, matched, differences };
};

// A day of our ledger held against the provider's.
import { isSameMoney, type Money } from '../../../platform/kernel/money.ts';
import type { LedgerEntry } from './ledger.ts';
import type { StepKind } from './payment.ts';

/** Something the provider says it has done. */
export interface ProviderRecord {
  readonly key: string;
  readonly kind: StepKind;
  readonly amount: Money;
  readonly time: string;
  readonly providerReference: string;
}

export interface Difference {
  readonly key: string;
  readonly kind: StepKind;
  /** Null where this side knows nothing of it. */
  readonly ours: Money | null;
  readonly theirs: Money | null;
}

export interface Report {
  readonly day: string;
  readonly matched: number;
  readonly differences: readonly Difference[];
}

const isOn =
  (day: string) =>
  ({ time }: { time: string }) =>
    time.startsWith(day);

/** Both lists reach an hour over the day on either side: what one side did before midnight the other may book after it. */
export const compareLedgers = (
  day: string,
  ours: readonly LedgerEntry[],
  theirs: readonly ProviderRecord[],
): Report => {
  const ourByKey = new Map(ours.map((entry) => [entry.key, entry]));
  const theirByKey = new Map(theirs.map((record) => [record.key, record]));
  const keys = new Set([...ours, ...theirs].filter(isOn(day)).map(({ key }) => key));
  const differences: Difference[] = [];
  for (const key of [...keys].sort()) {
    const our = ourByKey.get(key);
    const their = theirByKey.get(key);
    const kind = our?.kind ?? their?.kind;
    const agree = our !== undefined && their !== undefined && isSameMoney(our.amount, their.amount);
    if (agree || kind === undefined) continue;
    differences.push({ key, kind, ours: our?.amount ?? null, theirs: their?.amount ?? null });
  }
  return { day, matched: keys.size - differences.length, differences };
};

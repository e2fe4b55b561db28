// Money in double entry: what leaves one account enters another, so that every entry adds up to nothing.
import { unreachable } from '../../../platform/kernel/decider.ts';
import type { Money } from '../../../platform/kernel/money.ts';
import type { Payment, PaymentEvent, StepKind } from './payment.ts';

export type Account =
  /** What customers have agreed to pay, and the hold that stands against it. */
  | 'authorizations'
  | 'holds'
  /** What the provider owes us. */
  | 'provider'
  | 'sales'
  | 'refunds';

export interface Posting {
  readonly account: Account;
  readonly side: 'debit' | 'credit';
  /** Minor units. */
  readonly amount: number;
}

export interface LedgerEntry {
  /** Our key of the step at the provider. */
  readonly key: string;
  readonly orderId: string;
  readonly kind: StepKind;
  readonly amount: Money;
  readonly time: string;
  readonly providerReference: string;
  readonly postings: readonly Posting[];
}

const transfer = (from: Account, to: Account, { amount }: Money): readonly Posting[] => [
  { account: to, side: 'debit', amount },
  { account: from, side: 'credit', amount },
];

const postingsOf = (kind: StepKind, amount: Money): readonly Posting[] => {
  switch (kind) {
    case 'authorization':
      return transfer('holds', 'authorizations', amount);
    case 'void':
      return transfer('authorizations', 'holds', amount);
    case 'capture':
      return [
        ...transfer('authorizations', 'holds', amount),
        ...transfer('sales', 'provider', amount),
      ];
    case 'refund':
      return transfer('provider', 'refunds', amount);
    default:
      return unreachable(kind);
  }
};

/** One entry for each step that the provider has done. */
export const entriesOf = (
  events: readonly PaymentEvent[],
  { orderId }: Payment,
): readonly LedgerEntry[] =>
  events.flatMap((event) => {
    if (event.type !== 'step-succeeded') return [];
    const { key, kind, amount, at: time, providerReference } = event;
    const postings = postingsOf(kind, amount);
    return [{ key, orderId, kind, amount, time, providerReference, postings }];
  });

/** Debits less credits of each account, by currency: `{ EUR: { provider: 100, … } }`. */
export const balancesOf = (
  entries: readonly LedgerEntry[],
): Readonly<Record<string, Readonly<Partial<Record<Account, number>>>>> => {
  const balances: Record<string, Partial<Record<Account, number>>> = {};
  for (const { amount, postings } of entries) {
    balances[amount.currency] ??= {};
    const accounts = balances[amount.currency] ?? {};
    for (const { account, side, amount: value } of postings) {
      accounts[account] = (accounts[account] ?? 0) + (side === 'debit' ? value : -value);
    }
  }
  return balances;
};

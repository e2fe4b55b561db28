// What the auditor looks at: the items of all tables, and where they can be had the provider's books and the mails.
import type { Service } from '../../../events/routes.ts';

export interface StoredItem {
  readonly pk: string;
  readonly sk: string;
  readonly [attribute: string]: unknown;
}

/** One line of the payment provider's own ledger. */
export interface ProviderOperation {
  readonly id: string;
  /** Our idempotency key. */
  readonly key: string;
  readonly kind: 'authorization' | 'capture' | 'void' | 'refund';
  /** The order. */
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'pending' | 'succeeded' | 'declined';
}

export interface SentMail {
  readonly to: string;
  readonly subject: string;
}

export interface Snapshot {
  /** ISO time of the look. */
  readonly at: string;
  readonly tables: Readonly<Record<Service, readonly StoredItem[]>>;
  readonly provider?: readonly ProviderOperation[];
  readonly mails?: readonly SentMail[];
  /** Messages, as `<service> <message id>`, that a consumer has seen and ignored with a reason, or that rest in its dead-letter queue. */
  readonly seen?: ReadonlySet<string>;
  /** What changed within these milliseconds may still be on its way. */
  readonly graceMs: number;
}

export const invariants = {
  I1: 'captured is what was shipped, refunded is what was asked for, and our ledger is the provider’s',
  I2: 'an order is authorised once, and charged no more than that',
  I3: 'stock is never below zero and its ledger explains it',
  I4: 'a reservation ends within its time',
  I5: 'no order waits beyond its deadline',
  I6: 'an order that was accepted is readable at once',
  I7: 'an order only moves along allowed transitions',
  I8: 'the versions of a stream are 1 to n',
  I9: 'events and views say the same',
  I10: 'every committed message was dispatched',
  I11: 'a dispatched message was handled by each consumer',
  I12: 'at most one mail for each event and recipient',
  I13: 'a cancelled or rejected order holds neither stock nor money',
} as const;

export type Invariant = keyof typeof invariants;

export interface Breach {
  readonly invariant: Invariant;
  /** The order, SKU or message it is about. */
  readonly subject: string;
  readonly detail: string;
}

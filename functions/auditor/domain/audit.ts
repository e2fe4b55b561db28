// All invariants over one look at the system.
import { openBooks } from './books.ts';
import { messageBreaches } from './message-rules.ts';
import { moneyBreaches } from './money-rules.ts';
import { orderBreaches } from './order-rules.ts';
import type { Breach, Snapshot } from './snapshot.ts';
import { stockBreaches } from './stock-rules.ts';

export interface AuditOptions {
  /** Does the service's own fold of these events give this state? Known to tests, not to the function. */
  readonly isFoldOf?: (events: readonly { readonly type: string }[], state: unknown) => boolean;
}

export const audit = (snapshot: Snapshot, { isFoldOf }: AuditOptions = {}): Breach[] => {
  const books = openBooks(snapshot);
  return [
    ...moneyBreaches(books, snapshot),
    ...stockBreaches(books, snapshot),
    ...orderBreaches(books, snapshot, isFoldOf),
    ...messageBreaches(books, snapshot),
  ];
};

// All invariants over one look at the system.
import { openBooks } from './books.ts';
import { messageBreaches } from './message-rules.ts';
import { moneyBreaches } from './money-rules.ts';
import { orderBreaches } from './order-rules.ts';
import type { Breach, Snapshot } from './snapshot.ts';
import { stockBreaches } from './stock-rules.ts';

export const audit = (snapshot: Snapshot): Breach[] => {
  const books = openBooks(snapshot);
  return [
    ...moneyBreaches(books, snapshot),
    ...stockBreaches(books, snapshot),
    ...orderBreaches(books, snapshot),
    ...messageBreaches(books, snapshot),
  ];
};

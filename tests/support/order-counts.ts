// What a confirmed order takes, counted by `tests/e2e/order-cost.test.ts` and `npm run bench -- P10`; the simulation of `tests/scale` reckons with it.

/** At most, of one order from its POST to confirmed, mail and all. */
export const mostOfOneOrder = {
  writeUnits: 17,
  readUnits: 10,
  calls: 24,
  /** Requests to topics and queues, where no two orders share a batch. */
  publishes: 7,
} as const;

/** Write units of one order by what is written, as the tally of `consumption.ts` names it; what several orders share is left out. */
export const writesOfOneOrder = {
  'orders PutItem ORDER/COMMIT': 4,
  'orders PutItem VIEW': 2,
  'products PutItem DUE': 1,
  'products TransactWriteItems RESERVATION/COMMIT + SKU/STOCK': 4,
  'payments PutItem PAYMENT/COMMIT': 2,
  'payments PutItem LEDGER': 1,
  'notifications PutItem INBOX/SENT': 1,
  'notifications UpdateItem INBOX/SENT': 1,
} as const;

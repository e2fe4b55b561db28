// What a confirmed order takes, counted by `tests/e2e/order-cost.test.ts` and `npm run bench -- P10`; the simulation of `tests/scale` and the model of a million orders reckon with it.

/** At most, of one order from its POST to confirmed, mail and all. */
export const mostOfOneOrder = {
  writeUnits: 17,
  readUnits: 10,
  calls: 24,
  /** Requests to topics and queues, where no two orders share a batch. */
  publishes: 7,
  /** The same at full load, where most share one. */
  publishesAtLoad: 3,
} as const;

/**
 * What AWS bills of one order by the call, at most, besides the units of its tables: by how many share a batch.
 * Queue requests are those of senders and receivers, Lambda's pollers among them, and one in twenty that finds nothing;
 * invocations are the relay's and the consumers'.
 */
export const billedOfOneOrder = {
  alone: { publishes: 4, 'queue requests': 19, invocations: 11 },
  'at full load': { publishes: 2, 'queue requests': 6, invocations: 4 },
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

// Books of the auditor that a test writes by hand, with a grace of five minutes.
import type { Books } from '../../functions/auditor/domain/books.ts';
import type { PaymentStep } from '../../functions/auditor/domain/folds.ts';
import type { Breach, Snapshot } from '../../functions/auditor/domain/snapshot.ts';

const at = '2026-01-01T12:00:00.000Z';
const graceMs = 300_000;
const limit = Date.parse(at) - graceMs;
/** So long after what the auditor gives no grace any more. */
export const iso = (ms: number) => new Date(limit + ms).toISOString();

export const booksOf = (given: Partial<Books>): Books => ({
  orders: new Map(),
  payments: new Map(),
  reservations: new Map(),
  stock: new Map(),
  messages: [],
  inboxes: new Map(),
  views: new Set(),
  ...given,
});
export const look = (given: Partial<Snapshot> = {}): Snapshot => ({
  at,
  graceMs,
  tables: {} as never,
  ...given,
});
export const told = (breaches: readonly Breach[]) =>
  breaches.map(({ invariant, subject, detail }) => `${invariant} ${subject}: ${detail}`);

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** Of the payment of one order. */
export const stepOf = (
  kind: PaymentStep['kind'],
  amount: number,
  progress: PaymentStep['progress'] = 'succeeded',
  id = '',
): PaymentStep => ({
  kind,
  key: `ord_1:${kind}${id && `:${id}`}`,
  amount: eur(amount),
  progress,
});
export const paymentsOf = (...steps: PaymentStep[]) =>
  new Map([['ord_1', { id: 'ord_1', view: { amount: eur(100), steps }, events: [] }]]);

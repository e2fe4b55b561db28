// What a person must look at: flagged payments, and provider events that fit no payment. One partition, so that it can be listed.

import { type Readable, wholePage } from '../../../platform/data/readable.ts';
import { listOf, members, oneOf, text, time } from '../../../platform/data/shape.ts';
import { exists, type Table, type Write } from '../../../platform/data/table.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { ParkedEvent } from '../domain/parked-event.ts';
import {
  type Closure,
  isPayment,
  orderOf,
  type PaymentEvent,
  type PaymentState,
} from '../domain/payment.ts';

export interface Review {
  /** Of the order, or of the kept event. */
  readonly id: string;
  readonly kind: 'payment' | 'provider-event';
  readonly orderId: string;
  readonly reasons: readonly string[];
  /** Since when something waits for a person. */
  readonly since: string;
}

const reviewItem = members({
  kind: oneOf('payment', 'provider-event'),
  orderId: text,
  reasons: listOf(text),
  since: time,
});

const pk = 'REVIEWS';
const keyOf = (id: string) => ({ pk, sk: id });

const yearSeconds = 365 * 86_400;

/** The entry of the audit log, kept for a year. */
const auditWrite = (id: string, { actor, note, reasons }: Closure, at: string): Write => {
  const expiresAt = Math.floor(Date.parse(at) / 1000) + yearSeconds;
  const entry = { event: 'review-closed', at, actor, target: id, reasons, note, expiresAt };
  return { put: { pk: `AUDIT#${at.slice(0, 'yyyy-mm-dd'.length)}`, sk: `${at}#${id}`, ...entry } };
};

const open = ({ id, kind, orderId, reasons, since }: Review): Write => ({
  update: keyOf(id),
  change: {
    expression:
      'SET #kind = :kind, orderId = :orderId, reasons = :reasons, since = if_not_exists(since, :since)',
    names: { '#kind': 'kind' },
    values: { ':kind': kind, ':orderId': orderId, ':reasons': reasons, ':since': since },
  },
});

/** For the transaction of the events. */
export const reviewWrites = (
  events: readonly PaymentEvent[],
  state: PaymentState,
): readonly Write[] => {
  if (!isPayment(state)) return [];
  const { orderId, flags } = state;
  const closed = events.flatMap((event) =>
    event.type === 'review-closed' ? [auditWrite(orderId, event, event.at)] : [],
  );
  const flagged = events.find(({ type }) => type === 'payment-flagged');
  const last = closed.length > 0 ? events.at(-1) : flagged;
  if (last === undefined) return closed;
  const review = { id: orderId, kind: 'payment', orderId, reasons: flags, since: last.at } as const;
  return [...closed, flags.length > 0 ? open(review) : { remove: keyOf(orderId) }];
};

/** For the transaction in which an event is given up. */
export const unmatchedReview = ({ id, event, receivedAt }: ParkedEvent): Write =>
  open({
    id,
    kind: 'provider-event',
    orderId: orderOf(event.reference).slice(0, 200),
    reasons: [`${event.kind} of a payment that is not known here`],
    since: receivedAt,
  });

export interface ReviewStore {
  /** In the order of their ids. */
  list(options: { limit: number; after?: string }): Promise<readonly Review[]>;
  /** Of a kept event; throws `invalid-state` when it waits for nobody. */
  close(id: string, kept: { pk: string; sk: string }, closure: Closure): Promise<void>;
}

export const createReviewStore = (table: Table, clock: Clock, readable: Readable): ReviewStore => ({
  list: (part) =>
    wholePage(
      part,
      (some) => table.query<Review>(pk, some),
      (found) =>
        readable
          .wellFormed('review', reviewItem, found)
          .map(({ sk: id, kind, orderId, reasons, since }) => ({
            id,
            kind,
            orderId,
            reasons,
            since,
          })),
    ),

  close: (id, kept, closure) =>
    table.transact([
      {
        remove: keyOf(id),
        condition: exists,
        refused: () => new AppError('invalid-state', { detail: 'It waits for nobody.' }),
      },
      { remove: kept },
      auditWrite(id, closure, isoTime(clock)),
    ]),
});

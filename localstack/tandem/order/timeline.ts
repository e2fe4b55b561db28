// One order over all services: what has happened, what is on its way, what it waits for, and what can be done about it.

import type { MailboxEntry } from '../../ses/mailbox.ts';
import type { Delivery } from './messages.ts';
import type { OrderRecords, StoredCommit, StoredEvent } from './records.ts';

export interface TimelineEntry {
  readonly id: string;
  readonly kind: 'event' | 'message' | 'deadline' | 'mail' | 'webhook';
  readonly service: string;
  readonly name: string;
  readonly startedAt: string;
  /** Null while it is not over. */
  readonly endedAt: string | null;
  readonly state: Delivery['state'];
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextTryAt: string | null;
  readonly causationId: string | null;
  readonly traceId: string | null;
  readonly detail: unknown;
}

interface Money {
  readonly amount: number;
  readonly currency: string;
}

const nothingMore = {
  attempts: 1,
  lastError: null,
  nextTryAt: null,
  causationId: null,
  traceId: null,
} as const;

const eventsOf = (service: string, commits: readonly StoredCommit[]): TimelineEntry[] =>
  commits.flatMap(({ sk, time, events, causationId, traceparent }) =>
    events.map(({ type, at = time, ...detail }, index) => ({
      ...nothingMore,
      id: `${service}/${sk}/${index}`,
      kind: 'event' as const,
      service,
      name: type,
      startedAt: at,
      endedAt: at,
      state: 'done' as const,
      causationId,
      traceId: /^00-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null,
      detail,
    })),
  );

const messagesOf = (deliveries: readonly Delivery[]): TimelineEntry[] =>
  deliveries.map((delivery) => ({
    id: `${delivery.messageId}/${delivery.to}`,
    kind: 'message',
    service: delivery.to,
    name: delivery.type,
    startedAt: delivery.sentAt,
    endedAt: delivery.handledAt,
    state: delivery.state,
    attempts: delivery.attempts,
    lastError: delivery.lastError,
    nextTryAt: delivery.nextTryAt,
    causationId: delivery.causationId,
    traceId: delivery.traceId,
    detail: { from: delivery.from, queue: delivery.queue, data: delivery.data },
  }));

const mailsOf = (mails: readonly MailboxEntry[]): TimelineEntry[] =>
  mails.map(({ id, channel, to, subject, sentAt, tags }) => ({
    ...nothingMore,
    id,
    kind: 'mail',
    service: 'notifications',
    name: subject,
    startedAt: sentAt,
    endedAt: sentAt,
    state: 'done',
    causationId: tags?.message ?? null,
    detail: { channel, to },
  }));

const webhooksOf = ({ deliveries }: OrderRecords): TimelineEntry[] =>
  deliveries.map(({ id, eventType, eventId, endpointId, status, attempts, nextAttemptAt }) => {
    const last = attempts.at(-1);
    const failing = attempts.length > 0 ? ('failing' as const) : ('waiting' as const);
    const states = { pending: failing, delivered: 'done', failed: 'dead' } as const;
    return {
      ...nothingMore,
      id,
      kind: 'webhook',
      service: 'webhooks',
      name: eventType,
      startedAt: attempts[0]?.at ?? nextAttemptAt ?? '',
      endedAt: status === 'delivered' ? (last?.at ?? null) : null,
      state: states[status],
      attempts: attempts.length,
      lastError: last?.error ?? null,
      nextTryAt: nextAttemptAt,
      causationId: eventId,
      detail: { endpointId, attempts },
    };
  });

const deadlinesOf = ({ deadlines }: OrderRecords): TimelineEntry[] =>
  deadlines.map(({ service, dueAt }) => ({
    ...nothingMore,
    id: `${service}/deadline/${dueAt}`,
    kind: 'deadline',
    service,
    name: 'deadline',
    startedAt: dueAt,
    endedAt: null,
    state: 'waiting',
    attempts: 0,
    detail: null,
  }));

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

/** Sums of what the provider has done, in minor units. */
export function moneyOf({ payment }: OrderRecords) {
  const steps = payment
    .flatMap(({ events }) => events)
    .filter(({ type, amount }) => type === 'step-succeeded' && isMoney(amount));
  const sum = (kind: string) =>
    steps
      .filter((step) => step.kind === kind)
      .reduce((all, { amount }) => all + (amount as Money).amount, 0);
  const [first] = steps;
  return {
    currency: first ? (first.amount as Money).currency : null,
    authorised: sum('authorization'),
    captured: sum('capture'),
    refunded: sum('refund'),
    voided: sum('void'),
  };
}

export interface Remedy {
  /** The entry that is stuck. */
  readonly entry: string;
  readonly says: string;
  /** What can be asked of `/_tandem`; null where only waiting helps. */
  readonly request: {
    readonly method: 'POST';
    readonly path: string;
    readonly body: object;
  } | null;
}

const serviceOf = (queue: string) => queue.replace(/^tandem-[a-z]+-/, '');

/** For each message that has not arrived: why, and what helps. */
export const remediesOf = (deliveries: readonly Delivery[]): Remedy[] =>
  deliveries.flatMap(
    ({ messageId, type, to, state, queue, lastError, nextTryAt, queueMessageId }): Remedy[] => {
      const entry = `${messageId}/${to}`;
      const because = lastError === null ? '' : ` (${lastError})`;
      if (state === 'dead' && queue !== null && queueMessageId !== null) {
        const path = `/_tandem/queues/${queue}/redrive`;
        return [
          {
            entry,
            says: `${type} died at ${to}${because}: mend the cause, then send it back`,
            request: { method: 'POST', path, body: { ids: [queueMessageId] } },
          },
        ];
      }
      if (state === 'failing') {
        return [
          {
            entry,
            says: `${to} fails at ${type}${because}; it comes again at ${nextTryAt}`,
            request: null,
          },
        ];
      }
      if (state === 'waiting') {
        return [
          {
            entry,
            says: `${type} waits in ${serviceOf(queue ?? to)}: does ${to} run?`,
            request: null,
          },
        ];
      }
      return [];
    },
  );

export function timelineOf(
  records: OrderRecords,
  deliveries: readonly Delivery[],
  mails: readonly MailboxEntry[],
): TimelineEntry[] {
  return [
    ...eventsOf('orders', records.order),
    ...eventsOf('payments', records.payment),
    ...eventsOf('products', records.reservation),
    ...messagesOf(deliveries),
    ...mailsOf(mails),
    ...webhooksOf(records),
    ...deadlinesOf(records),
  ].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
}

/** What products has reserved, and the last thing that has happened to it; null where nothing was. */
export function stockOf({ reservation }: OrderRecords) {
  const events = reservation.flatMap((commit) => commit.events);
  const [first] = events;
  if (first === undefined) return null;
  return { status: events.at(-1)?.type ?? '', lines: first.lines ?? [] };
}

export function lastEvent({ order }: OrderRecords): { name: string; at: string } {
  const commit = order.at(-1);
  const event: StoredEvent | undefined = commit?.events.at(-1);
  return { name: event?.type ?? '', at: event?.at ?? commit?.time ?? '' };
}

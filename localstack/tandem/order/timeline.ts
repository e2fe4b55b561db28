// One order over all services: what has happened, what is on its way, and what it waits for.

import type { MailboxEntry } from '../../ses/mailbox.ts';
import type { Delivery } from './messages.ts';
import type { OrderRecords, StoredCommit } from './records.ts';

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

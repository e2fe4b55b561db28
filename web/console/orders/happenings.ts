// What is known of an order, from all who know it, as things that happened.
import type { Payment } from '../../../events/http/payments.ts';
import type { Mail } from '../mailbox/mail.ts';
import { money, words } from '../parts/format.ts';
import type { Span } from '../traces/span.ts';
import type { Happening } from './timeline.tsx';

export interface OrderEvent {
  readonly version: number;
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

const moment = (time: string) => ({ from: Date.parse(time), to: Date.parse(time) });

const failures = /reject|declin|fail|cancel|refus|laps/i;
const compensations = /release|void|refund|cancel|nothing-due/;

const ofEvent = (event: OrderEvent): Happening => ({
  ...moment(event.time),
  id: `event-${event.version}`,
  service: 'orders',
  kind: 'event',
  title: words(event.type),
  note: `version ${event.version}`,
  isFailed: failures.test(event.type),
  detail: event.data,
});

const ofEntry = (entry: Payment['entries'][number], index: number): Happening => ({
  ...moment(entry.time),
  id: `ledger-${index}`,
  service: 'payments',
  kind: 'ledger entry',
  title: words(entry.kind),
  note: money(entry.amount),
  isFailed: failures.test(entry.kind),
  detail: entry,
});

const ofMail = (mail: Mail): Happening => ({
  ...moment(mail.sentAt),
  id: `mail-${mail.id}`,
  service: 'notifications',
  kind: mail.channel,
  title: mail.subject || mail.text.slice(0, 80),
  note: `to ${mail.to}`,
  detail: mail.text,
});

const timeOf = ({ startMs, durationMs }: Span) => ({ from: startMs, to: startMs + durationMs });
/** What somebody wanted of a service; who only looks changes nothing. */
const isServer = ({ kind, service, name }: Span) =>
  kind === 'server' && service !== 'gateway' && /^(POST|PUT|PATCH|DELETE) /.test(name);
const isProvider = ({ kind, name }: Span) => kind === 'client' && name === 'payment provider';
const messageOf = ({ attributes }: Span) => String(attributes['messaging.message.id'] ?? '');

/** A message from when it was sent; what was received again is a retry. */
const ofMessages = (spans: readonly Span[]): Happening[] => {
  const sent = new Map(
    spans
      .filter(({ kind }) => kind === 'producer')
      .map((span) => [messageOf(span), span.startMs] as const),
  );
  const received = spans.filter(({ kind }) => kind === 'consumer');
  const attempts = Map.groupBy(received, (span) => `${span.service} ${messageOf(span)}`);
  return received.map((span) => {
    const attempt = (attempts.get(`${span.service} ${messageOf(span)}`) ?? []).indexOf(span) + 1;
    const sentAt = attempt === 1 ? sent.get(messageOf(span)) : undefined;
    const outcome = String(span.attributes.outcome ?? '');
    const kind = compensations.test(span.name) ? 'compensation' : 'message';
    return {
      ...timeOf(span),
      ...(sentAt !== undefined && sentAt < span.startMs && { waitedFrom: sentAt }),
      id: `span-${span.spanId}`,
      service: span.service,
      kind: attempt > 1 ? `retry ${attempt}` : kind,
      title: span.name,
      note: outcome,
      isFailed: span.failed,
      traceId: span.traceId,
      detail: span,
    };
  });
};

const ofCall = (span: Span): Happening => ({
  ...timeOf(span),
  id: `span-${span.spanId}`,
  service: span.service,
  kind: isProvider(span) ? 'call' : 'request',
  title: span.name,
  isFailed: span.failed,
  traceId: span.traceId,
  detail: span,
});

/** Of the spans of its traces, those that people tell a saga by: requests, messages, the provider. */
const ofSpans = (orderId: string, spans: readonly Span[]): Happening[] => {
  const isAbout = ({ attributes: { subject } }: Span) =>
    subject === undefined || subject === orderId;
  const own = spans.filter(isAbout);
  return [
    ...ofMessages(own),
    ...own.filter((span) => isServer(span) || isProvider(span)).map(ofCall),
  ];
};

export interface Known {
  readonly orderId: string;
  readonly events: readonly OrderEvent[] | undefined;
  readonly payment: Payment | undefined;
  readonly mails: readonly Mail[] | undefined;
  readonly spans: readonly Span[] | undefined;
}

export const happeningsOf = ({
  orderId,
  events = [],
  payment,
  mails = [],
  spans = [],
}: Known): Happening[] => [
  ...events.map(ofEvent),
  ...(payment?.entries ?? []).map(ofEntry),
  ...mails.filter(({ text, subject }) => `${subject} ${text}`.includes(orderId)).map(ofMail),
  ...ofSpans(orderId, spans),
];

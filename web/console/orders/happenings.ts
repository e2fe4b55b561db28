// What is known of an order, from all who know it, as things that happened.
import type { Order } from '../../../events/http/orders/orders.ts';
import type { Payment } from '../../../events/http/payments.ts';
import type { Mail } from '../mailbox/mail.ts';
import { money, words } from '../parts/format.ts';
import type { Happening } from './timeline.tsx';

export interface OrderEvent {
  readonly version: number;
  readonly type: string;
  readonly time: string;
  readonly data: unknown;
}

const moment = (time: string) => ({ from: Date.parse(time), to: Date.parse(time) });

const failures = /rejected|declined|failed|cancelled|refused|lapsed/i;

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

export const happeningsOf = ({
  order,
  events = [],
  payment,
  mails = [],
}: {
  order: Pick<Order, 'id'>;
  events: readonly OrderEvent[] | undefined;
  payment: Payment | undefined;
  mails: readonly Mail[] | undefined;
}): Happening[] => [
  ...events.map(ofEvent),
  ...(payment?.entries ?? []).map(ofEntry),
  ...mails.filter(({ text }) => text.includes(order.id)).map(ofMail),
];

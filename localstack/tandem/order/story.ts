// The story of one order as the console and the command line tell it.
import type { MailboxEntry } from '../../ses/mailbox.ts';
import type { Cost } from './cost.ts';
import type { Delivery } from './messages.ts';
import type { OrderRecords } from './records.ts';
import { type Remedy, remediesOf } from './remedies.ts';
import { lastEvent, moneyOf, stockOf } from './summary.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';

export interface OrderStory {
  readonly orderId: string;
  /** The last thing that has happened to it. */
  readonly lastEvent: { readonly name: string; readonly at: string };
  readonly placedAt: string;
  readonly customerId: string | null;
  readonly correlationIds: readonly string[];
  readonly traceIds: readonly string[];
  readonly money: ReturnType<typeof moneyOf>;
  /** What products has reserved, and what has happened to it last. */
  readonly stock: ReturnType<typeof stockOf>;
  readonly timeline: readonly TimelineEntry[];
  /** What has not arrived, and what helps. */
  readonly remedies: readonly Remedy[];
  /** Null for an order of before the start. */
  readonly cost: Cost | null;
}

const unique = (texts: readonly (string | null | undefined)[]): string[] => [
  ...new Set(texts.filter((text): text is string => typeof text === 'string')),
];

export const traceIdsOf = ({ order, payment, reservation }: OrderRecords): string[] =>
  unique(
    [...order, ...payment, ...reservation].map(
      ({ traceparent }) => /^00-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1],
    ),
  );

export const correlationIdsOf = ({ order }: OrderRecords): string[] =>
  unique(order.map(({ correlationId }) => correlationId));

interface Around {
  readonly deliveries: readonly Delivery[];
  /** Of all orders. */
  readonly mails: readonly MailboxEntry[];
  readonly cost: Cost | null;
}

const sentFor = (mails: readonly MailboxEntry[], deliveries: readonly Delivery[]) => {
  const ids = new Set(deliveries.map(({ messageId }) => messageId));
  return mails.filter(({ tags }) => ids.has(tags?.message ?? ''));
};

export function storyOf(
  orderId: string,
  records: OrderRecords,
  { deliveries, mails, cost }: Around,
): OrderStory {
  const [placed] = records.order.flatMap(({ events }) => events);
  return {
    orderId,
    lastEvent: lastEvent(records),
    placedAt: placed?.at ?? '',
    customerId: typeof placed?.customerId === 'string' ? placed.customerId : null,
    correlationIds: correlationIdsOf(records),
    traceIds: traceIdsOf(records),
    money: moneyOf(records),
    stock: stockOf(records),
    timeline: timelineOf(records, deliveries, sentFor(mails, deliveries)),
    remedies: remediesOf(deliveries),
    cost,
  };
}

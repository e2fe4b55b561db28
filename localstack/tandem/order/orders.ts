// `/_tandem/orders`: where is it, why, what did it cost, and what can be done.

import { told } from '../../cloud/logs/line.ts';
import type { Logs } from '../../cloud/logs/logs.ts';
import type { Usage } from '../../cloud/usage.ts';
import type { Mailbox } from '../../ses/mailbox.ts';
import type { Traces } from '../../telemetry/traces.ts';
import { type Route, RouteError } from '../routing.ts';
import type { Ids } from '../traces.ts';
import { type Cost, costOf } from './cost.ts';
import { type Delivery, deliveriesOf, type MessageParts } from './messages.ts';
import { type OrderRecords, readOrder } from './records.ts';
import {
  lastEvent,
  moneyOf,
  type Remedy,
  remediesOf,
  stockOf,
  type TimelineEntry,
  timelineOf,
} from './timeline.ts';

export interface OrderSources {
  readonly database: Parameters<typeof readOrder>[0];
  readonly mailbox: Pick<Mailbox, 'list'>;
  readonly messaging: MessageParts['messaging'];
  readonly usage: Pick<Usage, 'of' | 'total'>;
  readonly traces: Pick<Traces, 'spans'>;
  readonly logs: Pick<Logs, 'search'>;
  /** Of the names of tables: `tandem-dev`. */
  readonly prefix: string;
}

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

const mostLines = 1_000;

const format = /^ord_[0-9a-f]{32}$/;

const traceIdsOf = ({ order, payment, reservation }: OrderRecords): string[] =>
  unique(
    [...order, ...payment, ...reservation].map(
      ({ traceparent }) => /^00-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1],
    ),
  );

export function createOrderReader(sources: OrderSources) {
  const { database, mailbox, messaging, usage, traces, logs, prefix } = sources;

  const read = async (orderId: string): Promise<OrderRecords> => {
    const records = format.test(orderId) ? await readOrder(database, prefix, orderId) : undefined;
    if (records !== undefined && records.order.length > 0) return records;
    throw new RouteError(404, `there is no order ${orderId}`);
  };

  const mailsOf = (deliveries: readonly Delivery[]) => {
    const ids = new Set(deliveries.map(({ messageId }) => messageId));
    return mailbox.list().filter(({ tags }) => ids.has(tags?.message ?? ''));
  };

  const idsOf = async (orderId: string): Promise<Ids> => {
    const records = await read(orderId);
    const correlationIds = records.order.map(({ correlationId }) => correlationId);
    return { logs: unique([orderId, ...correlationIds]), traces: traceIdsOf(records) };
  };

  /** The only word of receivers that keep nothing of a message, where its trace is not kept. */
  const saidOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const lines = await logs.search({ ids, text: '"message handled"' }, mostLines);
    return new Map(
      lines.map(told).map(({ at, source, record }) => [`${record?.messageId} ${source}`, at]),
    );
  };

  const story = async (orderId: string): Promise<OrderStory> => {
    const records = await read(orderId);
    const traceIds = traceIdsOf(records);
    const spans = traceIds.flatMap((traceId) => traces.spans(traceId));
    const correlationIds = unique(records.order.map(({ correlationId }) => correlationId));
    const said = await saidOf(correlationIds);
    const deliveries = await deliveriesOf(orderId, { records, messaging, spans, said });
    const [placed] = records.order.flatMap(({ events }) => events);
    const used = usage.of(traceIds);
    return {
      orderId,
      lastEvent: lastEvent(records),
      placedAt: placed?.at ?? '',
      customerId: typeof placed?.customerId === 'string' ? placed.customerId : null,
      correlationIds,
      traceIds,
      money: moneyOf(records),
      stock: stockOf(records),
      timeline: timelineOf(records, deliveries, mailsOf(deliveries)),
      remedies: remediesOf(deliveries),
      cost: used === undefined ? null : costOf(used),
    };
  };

  const routes: Route[] = [
    ['GET', /^\/_tandem\/orders\/([^/]+)$/, ({ name }) => story(name)],
    ['GET', /^\/_tandem\/usage$/, () => costOf(usage.total())],
  ];
  return { routes, idsOf, story };
}

// `/_tandem/orders`: where is it, why, what did it cost, and what can be done.

import type { Usage } from '../../cloud/usage.ts';
import type { Mailbox } from '../../ses/mailbox.ts';
import type { Traces } from '../../telemetry/traces.ts';
import { type Route, RouteError } from '../routing.ts';
import type { Ids } from '../traces.ts';
import { averageOf } from './average.ts';
import { costOf } from './cost.ts';
import { deliveriesOf, type MessageParts } from './messages.ts';
import { type OrderRecords, readOrder } from './records.ts';
import { type SearchedLogs, saidOf } from './said.ts';
import { correlationIdsOf, type OrderStory, storyOf, traceIdsOf } from './story.ts';

export interface OrderSources {
  readonly database: Parameters<typeof readOrder>[0];
  readonly mailbox: Pick<Mailbox, 'list'>;
  readonly messaging: MessageParts['messaging'];
  readonly usage: Pick<Usage, 'of' | 'total'>;
  readonly traces: Pick<Traces, 'spans' | 'list'>;
  readonly logs: SearchedLogs;
  /** Of the names of tables: `tandem-dev`. */
  readonly prefix: string;
}

const format = /^ord_[0-9a-f]{32}$/;

export function createOrderReader(sources: OrderSources) {
  const { database, mailbox, messaging, usage, traces, logs, prefix } = sources;

  const read = async (orderId: string): Promise<OrderRecords> => {
    const records = format.test(orderId) ? await readOrder(database, prefix, orderId) : undefined;
    if (records !== undefined && records.order.length > 0) return records;
    throw new RouteError(404, `there is no order ${orderId}`);
  };

  const idsOf = async (orderId: string): Promise<Ids> => {
    const records = await read(orderId);
    return { logs: [orderId, ...correlationIdsOf(records)], traces: traceIdsOf(records) };
  };

  const story = async (orderId: string): Promise<OrderStory> => {
    const records = await read(orderId);
    const traceIds = traceIdsOf(records);
    const spans = traceIds.flatMap((traceId) => traces.spans(traceId));
    const said = await saidOf(logs, correlationIdsOf(records));
    const deliveries = await deliveriesOf(orderId, { records, messaging, spans, said });
    const used = usage.of(traceIds);
    return storyOf(orderId, records, {
      deliveries,
      mails: mailbox.list(),
      cost: used === undefined ? null : costOf(used),
    });
  };

  const routes: Route[] = [
    ['GET', /^\/_tandem\/orders\/([^/]+)$/, ({ name }) => story(name)],
    ['GET', /^\/_tandem\/usage$/, () => costOf(usage.total())],
    [
      'GET',
      /^\/_tandem\/usage\/orders$/,
      () => ({ average: averageOf({ traces, usage }, Date.now()) }),
    ],
  ];
  return { routes, idsOf, story };
}

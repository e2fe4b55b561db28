// What the tables of all services keep of one order, as it stands there.

import {
  type Attributes,
  fromAttributes,
  toAttributes,
} from '../../../platform/data/dynamodb/attributes.ts';
import { shardOf } from '../../../platform/data/shards.ts';
import { type CommitItem, causationOf, messagesOf } from '../../../platform/messaging/committed.ts';
import type { Database } from '../../dynamodb/dynoxide.ts';

export interface StoredMessage {
  readonly destination: string;
  readonly envelope: {
    readonly id: string;
    readonly type: string;
    readonly source: string;
    readonly subject: string;
    readonly time: string;
    readonly correlationid: string;
    readonly causationid: string;
    readonly traceparent?: string;
    readonly data?: unknown;
  };
}

export interface StoredEvent {
  readonly type: string;
  /** Some facts have no time but that of their commit. */
  readonly at?: string;
  readonly [member: string]: unknown;
}

export interface StoredCommit {
  readonly sk: string;
  readonly time: string;
  readonly events: readonly StoredEvent[];
  readonly messages?: readonly StoredMessage[];
  readonly correlationId: string;
  readonly causationId: string;
  readonly messageId?: string;
  readonly traceparent?: string;
}

export interface StoredDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly error?: string;
  }[];
  readonly nextAttemptAt: string | null;
}

/** What was handled without a commit: an inbox row, a mail. */
export interface StoredInboxRow {
  readonly sk: string;
  readonly messages?: readonly StoredMessage[];
  readonly confirmedAt?: string;
  readonly doubtedAt?: string;
}

export interface OrderRecords {
  readonly order: readonly StoredCommit[];
  readonly payment: readonly StoredCommit[];
  readonly reservation: readonly StoredCommit[];
  readonly deliveries: readonly StoredDelivery[];
  readonly deadlines: readonly { readonly service: string; readonly dueAt: string }[];
  /** Rows of these messages, by service. */
  inbox(service: string, messageId: string): Promise<readonly StoredInboxRow[]>;
}

type Item = { readonly pk: string; readonly sk: string };

const all = async <T extends object>(
  database: Pick<Database, 'call'>,
  TableName: string,
  pk: string,
): Promise<(T & Item)[]> => {
  const items: (T & Item)[] = [];
  let start: object = {};
  do {
    const page = (await database.call('Query', {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: toAttributes({ ':pk': pk }),
      ConsistentRead: true,
      ...start,
    })) as { Items?: Attributes[]; LastEvaluatedKey?: Attributes };
    items.push(...(page.Items ?? []).map((item) => fromAttributes<T & Item>(item)));
    start = page.LastEvaluatedKey ? { ExclusiveStartKey: page.LastEvaluatedKey } : {};
  } while (Object.keys(start).length > 0);
  return items;
};

/** Where each delivery stands: `dlv_<32 digits of its place><32 digits of its endpoint>`. */
const placeOf = (id: string) => {
  const [, position = '', endpoint = ''] = /^dlv_([0-9a-f]{32})([0-9a-f]{32})$/.exec(id) ?? [];
  return { pk: `ENDPOINT#whe_${endpoint}`, sk: `DELIVERY#${position}` };
};

/** Reads past the edge: nobody's rights and nobody's units. */
export async function readOrder(
  database: Pick<Database, 'call'>,
  prefix: string,
  orderId: string,
): Promise<OrderRecords> {
  const query = <T extends object>(service: string, pk: string) =>
    all<T>(database, `${prefix}-${service}`, pk);

  /** Commits as they were written, with their messages as they were sent. */
  const commitsOf = async (service: string, name: string): Promise<StoredCommit[]> =>
    (await query<CommitItem>(service, `${name}#${orderId}`))
      .filter(({ sk }) => sk.startsWith('COMMIT#'))
      .map((item) => ({
        sk: item.sk,
        time: item.time,
        events: item.events as readonly StoredEvent[],
        messages: messagesOf(service, item),
        correlationId: item.correlationId,
        causationId: causationOf(item),
        ...(item.traceparent !== undefined && { traceparent: item.traceparent }),
        ...(item.messageId !== undefined && { messageId: item.messageId }),
      }));

  const deadlinesOf = async (service: string) =>
    (await query(service, `DUE#${shardOf(orderId)}`))
      .filter(({ sk }) => sk.endsWith(`#${orderId}`))
      .map(({ sk }) => ({ service, dueAt: sk.slice(0, sk.indexOf('#')) }));

  const deliveryOf = async ({ sk }: Item): Promise<StoredDelivery[]> => {
    const place = placeOf(sk.slice('DELIVERY#'.length));
    const { Item: item } = (await database.call('GetItem', {
      TableName: `${prefix}-webhooks`,
      Key: toAttributes(place),
      ConsistentRead: true,
    })) as { Item?: Attributes };
    return item ? [fromAttributes<StoredDelivery & Item>(item)] : [];
  };

  const [order, payment, reservation, subject, ofOrder, ofPayment] = await Promise.all([
    commitsOf('orders', 'ORDER'),
    commitsOf('payments', 'PAYMENT'),
    commitsOf('products', 'RESERVATION'),
    query('webhooks', `SUBJECT#${orderId}`),
    deadlinesOf('orders'),
    deadlinesOf('payments'),
  ]);
  const deliveries = await Promise.all(
    subject.filter(({ sk }) => sk.startsWith('DELIVERY#')).map(deliveryOf),
  );
  return {
    order,
    payment,
    reservation,
    deliveries: deliveries.flat(),
    deadlines: [...ofOrder, ...ofPayment],
    inbox: (service, messageId) => query<StoredInboxRow>(service, `INBOX#${messageId}`),
  };
}

// Every message about an order: who has sent it, who has received it, how often it was tried, and where it is now.

import { commands, facts } from '../../../events/routes.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import type { Span } from '../../telemetry/span.ts';
import { type PeekedMessage, peek } from '../queues/peek.ts';
import type { OrderRecords, StoredInboxRow, StoredMessage } from './records.ts';

/** Of one message at one receiver. */
export interface Delivery {
  readonly messageId: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly causationId: string;
  readonly traceId: string | null;
  readonly data: unknown;
  readonly sentAt: string;
  readonly handledAt: string | null;
  readonly state: 'done' | 'waiting' | 'failing' | 'dead' | 'unknown';
  /** How often it was received, as far as it is known. */
  readonly attempts: number;
  readonly lastError: string | null;
  /** When the queue brings it again. */
  readonly nextTryAt: string | null;
  /** The queue it is in. */
  readonly queue: string | null;
  /** By which the queue knows it. */
  readonly queueMessageId: string | null;
}

interface Found {
  readonly queue: string;
  readonly message: PeekedMessage;
  readonly isDead: boolean;
}

export interface MessageParts {
  readonly records: OrderRecords;
  readonly messaging: Pick<Messaging, 'sqs'>;
  /** Of all traces of the order; of one that is not kept there are none. */
  readonly spans: readonly Span[];
  /** When a service has said that it has handled a message, by `<message> <service>`. */
  readonly said: ReadonlyMap<string, string>;
}

const receivers = new Map([...facts, ...commands].map(({ type, to }) => [type, to]));

const withRows = new Set(['notifications']);

const traceIdOf = ({ traceparent }: StoredMessage['envelope']) =>
  /^00-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null;

/** Where each message is now, by its id and the service whose queue it is in. */
function inQueues({ sqs }: Pick<Messaging, 'sqs'>, orderId: string): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const queue of sqs.allQueues()) {
    const service = /-([a-z]+)-(?:inbox|dead-letters)$/.exec(queue.name)?.[1];
    if (service === undefined) continue;
    for (const message of peek(queue)) {
      if (message.subject !== orderId || message.id === null) continue;
      const isDead = queue.name.endsWith('-dead-letters');
      found.set(`${message.id} ${service}`, { queue: queue.name, message, isDead });
    }
  }
  return found;
}

/** What the order and the payment have sent, and what was answered without a commit. */
async function allMessages({ order, payment, reservation, inbox }: OrderRecords) {
  const rows = new Map<string, readonly StoredInboxRow[]>();
  const sent = [...order, ...payment, ...reservation].flatMap(({ messages = [] }) => messages);
  for (let at = 0; at < sent.length; at += 1) {
    const { envelope } = sent[at] as StoredMessage;
    for (const service of receivers.get(envelope.type) ?? []) {
      if (!withRows.has(service)) continue;
      const found = await inbox(service, envelope.id);
      rows.set(`${envelope.id} ${service}`, found);
      sent.push(...found.flatMap(({ messages = [] }) => messages));
    }
  }
  return { sent, rows };
}

const errorOf = (span: Span | undefined): string | null => {
  const message = span?.attributes['exception.message'];
  return message === undefined ? null : String(message);
};

const endOf = ({ startMs, durationMs }: Span): string =>
  new Date(startMs + durationMs).toISOString();

/** When it was handled, by the row that says so. */
const timeOfRow = (rows: readonly StoredInboxRow[] = []): string | null => {
  const [row] = rows;
  return row?.confirmedAt ?? row?.messages?.[0]?.envelope.time ?? null;
};

const timeOfSuccess = (tries: readonly Span[]): string | null => {
  const success = tries.find(({ failed }) => !failed);
  return success === undefined ? null : endOf(success);
};

const arrived = { state: 'done', nextTryAt: null, queue: null, queueMessageId: null } as const;

const placeOf = ({ isDead, queue, message: { receives, visibleAt, messageId } }: Found) => {
  const alive = receives > 0 ? ('failing' as const) : ('waiting' as const);
  return {
    state: isDead ? ('dead' as const) : alive,
    nextTryAt: visibleAt,
    queue,
    queueMessageId: messageId,
  };
};

export async function deliveriesOf(orderId: string, parts: MessageParts): Promise<Delivery[]> {
  const { records, messaging, spans, said } = parts;
  const { sent, rows } = await allMessages(records);
  const here = inQueues(messaging, orderId);
  const committed = new Map(
    [
      ...records.order.map((commit) => ['orders', commit] as const),
      ...records.payment.map((commit) => ['payments', commit] as const),
      ...records.reservation.map((commit) => ['products', commit] as const),
    ].map(([service, { messageId, time }]) => [`${messageId} ${service}`, time]),
  );

  const triesOf = (messageId: string, service: string) =>
    spans.filter(
      ({ kind, service: of, attributes }) =>
        kind === 'consumer' && of === service && attributes['messaging.message.id'] === messageId,
    );

  const deliveryOf = ({ envelope }: StoredMessage, to: string): Delivery => {
    const key = `${envelope.id} ${to}`;
    const tries = triesOf(envelope.id, to);
    const handledAt =
      committed.get(key) ??
      timeOfRow(rows.get(key)) ??
      timeOfSuccess(tries) ??
      said.get(key) ??
      null;
    const known = {
      messageId: envelope.id,
      type: envelope.type,
      from: envelope.source.replace('/tandem/', ''),
      to,
      causationId: envelope.causationid,
      traceId: traceIdOf(envelope),
      data: envelope.data ?? null,
      sentAt: envelope.time,
      handledAt,
      lastError: errorOf(tries.findLast(({ failed }) => failed)),
    };
    if (handledAt !== null) return { ...known, ...arrived, attempts: Math.max(tries.length, 1) };
    const found = here.get(key);
    if (found === undefined)
      return { ...known, ...arrived, state: 'unknown', attempts: tries.length };
    return {
      ...known,
      ...placeOf(found),
      attempts: Math.max(tries.length, found.message.receives),
      lastError: found.message.reason ?? known.lastError,
    };
  };

  return sent
    .flatMap((message) =>
      (receivers.get(message.envelope.type) ?? []).map((to) => deliveryOf(message, to)),
    )
    .sort((one, other) => (one.sentAt < other.sentAt ? -1 : 1));
}

// What is in a queue, without taking it out.
import type { Queue, QueueMessage } from '../../messaging/messaging.ts';
import { parseEnvelope } from '../envelope.ts';

export const states = ['visible', 'inFlight', 'delayed'] as const;

export interface PeekedMessage {
  readonly messageId: string;
  readonly state: (typeof states)[number];
  /** How often it was received; looking does not count. */
  readonly receives: number;
  readonly sentAt: string;
  /** When it is seen (again) by a consumer; null where it is. */
  readonly visibleAt: string | null;
  /** What it is, where it is one of our messages. */
  readonly id: string | null;
  readonly type: string | null;
  readonly subject: string | null;
  readonly traceId: string | null;
  /** Why it died, in a dead-letter queue. */
  readonly reason: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

const peeked = (
  message: QueueMessage,
  state: PeekedMessage['state'],
  visibleAt: number | undefined,
): PeekedMessage => {
  const { messageId, body, approximateReceiveCount, sentTimestamp, messageAttributes } = message;
  const { id, type, subject, traceId } = parseEnvelope(body);
  const attributes = Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { StringValue, BinaryValue }]) => [
      name,
      StringValue ?? BinaryValue ?? '',
    ]),
  );
  return {
    messageId,
    state,
    receives: approximateReceiveCount,
    sentAt: iso(sentTimestamp),
    visibleAt: visibleAt === undefined ? null : iso(visibleAt),
    id,
    type,
    subject,
    traceId,
    reason: attributes.reason ?? attributes.ERROR_MESSAGE ?? null,
    attributes,
    body,
  };
};

/** What is in a queue, as it lies there: nothing is received, no count changes. */
export function peek(queue: Queue): PeekedMessage[] {
  const { ready, inflight, delayed } = queue.inspectMessages();
  return [
    ...ready.map((message) => peeked(message, 'visible', undefined)),
    ...inflight.map(({ message, visibilityDeadline }) =>
      peeked(message, 'inFlight', visibilityDeadline),
    ),
    ...delayed.map((message) => peeked(message, 'delayed', message.delayUntil)),
  ];
}

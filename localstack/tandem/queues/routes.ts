// Queues: how deep, how old, what is in them without taking it out, and what becomes of dead letters.

import type { Messaging, Queue, QueueMessage } from '../../messaging/messaging.ts';
import { parseEnvelope } from '../envelope.ts';
import { countIn, membersOf, named, type Route, RouteError, wordIn } from '../routing.ts';

export interface QueueDepth {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Of the oldest message that waits. */
  readonly oldestAgeSeconds: number | null;
  readonly deadLetter: {
    readonly name: string;
    readonly visible: number;
    readonly oldestAgeSeconds: number | null;
  } | null;
}

const states = ['visible', 'inFlight', 'delayed'] as const;

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

const deadLetterArnOf = ({ attributes }: Queue): string | undefined =>
  (JSON.parse(attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string })
    .deadLetterTargetArn;

/** Seconds since the first of them was sent. */
const ageOf = (messages: readonly QueueMessage[], now: number): number | null =>
  messages.length === 0
    ? null
    : Math.max(0, (now - Math.min(...messages.map((one) => one.sentTimestamp))) / 1000);

/** Source queues with what waits in them and in their dead-letter queues. */
export function queueDepths({ sqs }: Pick<Messaging, 'sqs'>, now = Date.now()): QueueDepth[] {
  const queues = [...sqs.allQueues()];
  const arns = new Set(queues.map(deadLetterArnOf));
  return queues
    .filter(({ arn }) => !arns.has(arn))
    .map((queue) => {
      const { ready, inflight, delayed } = queue.inspectMessages();
      const dead = queues.find(({ arn }) => arn === deadLetterArnOf(queue));
      const letters = dead?.inspectMessages().ready ?? [];
      return {
        name: queue.name,
        visible: ready.length,
        inFlight: inflight.length,
        delayed: delayed.length,
        oldestAgeSeconds: ageOf(ready, now),
        deadLetter: dead
          ? { name: dead.name, visible: letters.length, oldestAgeSeconds: ageOf(letters, now) }
          : null,
      };
    });
}

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

interface Choice {
  readonly ids: ReadonlySet<string> | undefined;
  readonly type: string | undefined;
  readonly subject: string | undefined;
  readonly limit: number;
}

const most = 10_000;
const choices = new Set(['ids', 'type', 'subject', 'limit']);

const textOf = (value: unknown, name: string): string | undefined => {
  if (value === undefined || typeof value === 'string') return value;
  throw new RouteError(400, `${name} must be a text`);
};

/** Which messages a body of `redrive` or `purge` means: all where it names none. */
function choiceOf(body: unknown): Choice {
  const members = membersOf(body);
  const unknown = Object.keys(members).find((name) => !choices.has(name));
  if (unknown !== undefined) throw new RouteError(400, `there is no member ${unknown}`);
  const { ids, limit = most } = members;
  if (ids !== undefined && !(Array.isArray(ids) && ids.every((id) => typeof id === 'string'))) {
    throw new RouteError(400, 'ids must be a list of texts');
  }
  if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > most) {
    throw new RouteError(400, `limit must be a whole number from 1 to ${most}`);
  }
  return {
    ids: ids && new Set(ids as string[]),
    type: textOf(members.type, 'type'),
    subject: textOf(members.subject, 'subject'),
    limit: Number(limit),
  };
}

const isChosen = ({ ids, type, subject }: Choice, message: QueueMessage): boolean => {
  const envelope = parseEnvelope(message.body);
  return (
    (ids === undefined || ids.has(message.messageId) || ids.has(envelope.id ?? '')) &&
    (type === undefined || envelope.type === type) &&
    (subject === undefined || envelope.subject === subject)
  );
};

/** Takes what is chosen of the visible messages out of the queue, where `take` has taken it. */
function takeOut(
  queue: Queue,
  choice: Choice,
  take: (message: QueueMessage) => boolean = () => true,
): number {
  const chosen = queue.inspectMessages().ready.filter((message) => isChosen(choice, message));
  const taken = new Set(chosen.slice(0, choice.limit).filter(take));
  queue.messages = queue.messages.filter((message) => !taken.has(message));
  for (const { messageId } of taken) queue.persistence?.deleteMessage(messageId);
  return taken.size;
}

export function queueRoutes(messaging: Messaging): Route[] {
  const all = () => [...messaging.sqs.allQueues()];
  const find = (name: string) => named('queue', all(), name);

  /** The dead letters meant: those of this queue, or the queue itself. */
  const deadLettersOf = (queue: Queue): Queue =>
    all().find(({ arn }) => arn === deadLetterArnOf(queue)) ?? queue;

  const sourcesOf = ({ arn }: Queue) => all().filter((queue) => deadLetterArnOf(queue) === arn);

  /** Where a letter failed, by what it says or by the only queue it can come from. */
  const originOf = (dead: Queue, { messageAttributes }: QueueMessage): Queue | undefined => {
    const sources = sourcesOf(dead);
    const from = messageAttributes.from?.StringValue;
    if (from === undefined && sources.length === 1) return sources[0];
    return sources.find(({ name }) => name.endsWith(`-${from ?? 'inbox'}`));
  };

  const redrive = (name: string, body: unknown) => {
    const choice = choiceOf(body);
    const dead = deadLettersOf(find(name));
    if (sourcesOf(dead).length === 0) throw new RouteError(409, `${name} has no dead letters`);
    let skipped = 0;
    const count = takeOut(dead, choice, (message) => {
      const origin = originOf(dead, message);
      if (origin === undefined) {
        skipped += 1;
        return false;
      }
      messaging.send(origin.arn, message.body);
      return true;
    });
    return { name: dead.name, count, skipped };
  };

  return [
    ['GET', /^\/_tandem\/queues$/, () => queueDepths(messaging)],
    [
      'GET',
      /^\/_tandem\/queues\/([^/]+)\/messages$/,
      ({ name, query }) => {
        const queue = find(name);
        const state = wordIn(query, 'state', states);
        const limit = countIn(query, 'limit', { fallback: 100, most: 1000 });
        const found = peek(queue).filter((each) => state === undefined || each.state === state);
        return { name: queue.name, total: found.length, messages: found.slice(0, limit) };
      },
    ],
    ['POST', /^\/_tandem\/queues\/([^/]+)\/redrive$/, ({ name, body }) => redrive(name, body)],
    [
      'POST',
      /^\/_tandem\/queues\/([^/]+)\/purge$/,
      ({ name, body }) => {
        const queue = find(name);
        return { name: queue.name, count: takeOut(queue, choiceOf(body)) };
      },
    ],
  ];
}

// Where the pinned fauxqs does otherwise than SQS: mended in what it has loaded. docs/decisions/0122 has the causes.

/** Parts of fauxqs' persistence that are wrong or needed to mend what is. */
export interface MessageRows {
  readonly db: {
    exec(sql: string): void;
    prepare(sql: string): { run(...values: readonly string[]): unknown };
  };
  updateMessageReady(messageId: string): void;
}

/**
 * A message that comes back before its time (visibility 0) keeps its count of receives, as in SQS. fauxqs writes NULL
 * into that column, which is NOT NULL, after it has taken the message out of flight: it would be in no list any more.
 */
export function keepReceiveCount(rows: MessageRows): void {
  const ready = rows.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  rows.updateMessageReady = (messageId) => void ready.run(messageId);
}

/**
 * What no message may have: all but #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
const forbidden = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export const isForbidden = (text: string): boolean => forbidden.test(text);

/** fauxqs looks at halves of characters (no `u` flag), and so refuses those beyond U+FFFF. */
export function allowAllPlanes(pattern: RegExp): void {
  pattern.test = (text) => forbidden.test(text);
}

interface GroupMessage {
  readonly messageGroupId?: string;
  readonly sequenceNumber?: string;
}

/** Parts of a queue of fauxqs that hand out the messages of groups. */
export interface FifoQueue {
  readonly fifoMessages: ReadonlyMap<string, GroupMessage[]>;
  readonly fifoLockedGroups: Map<string, number>;
  readonly inflightMessages: ReadonlyMap<string, { readonly message: GroupMessage }>;
  isFifo(): boolean;
  processTimers(): void;
  dequeueFifo(most: number, ...how: unknown[]): unknown[];
}

const bySequence = (one: GroupMessage, other: GroupMessage) =>
  (one.sequenceNumber ?? '') < (other.sequenceNumber ?? '') ? -1 : 1;

/** So many of a group are in flight: no other call is given any of it until then. */
function lockGroups({ fifoLockedGroups, inflightMessages }: FifoQueue): void {
  fifoLockedGroups.clear();
  for (const { message } of inflightMessages.values()) {
    const group = message.messageGroupId ?? '';
    fifoLockedGroups.set(group, (fifoLockedGroups.get(group) ?? 0) + 1);
  }
}

/** A process has one class of queues, whatever is started in it. */
const mended = new WeakSet<FifoQueue>();
const taking = new WeakSet<TakingQueue>();

/**
 * A call is given as many messages of a group as it asks for, before those of the next one
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html).
 * fauxqs gives the first of each, and would have several that come back stand in the reverse of their order.
 */
export function giveWholeGroups(prototype: FifoQueue): void {
  if (mended.has(prototype)) return;
  mended.add(prototype);
  const { processTimers, dequeueFifo } = prototype;
  prototype.processTimers = function inOrder() {
    processTimers.call(this);
    if (this.isFifo()) for (const group of this.fifoMessages.values()) group.sort(bySequence);
  };
  prototype.dequeueFifo = function wholeGroups(most, ...how) {
    const closed = new Set(this.fifoLockedGroups.keys());
    const found: unknown[] = [];
    while (found.length < Math.min(most, 10)) {
      const part = dequeueFifo.call(this, 1, ...how);
      if (part.length === 0) break;
      found.push(...part);
      for (const group of this.fifoLockedGroups.keys()) {
        if (!closed.has(group)) this.fifoLockedGroups.delete(group);
      }
    }
    lockGroups(this);
    return found;
  };
}

interface SentMessage extends GroupMessage {
  readonly messageDeduplicationId?: string;
  readonly approximateReceiveCount: number;
  readonly delayUntil?: number;
}

/** Parts of a queue of fauxqs that take messages in. */
export interface TakingQueue {
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly deduplicationCache: { get(key: string): unknown; set(key: string, value: object): void };
  readonly pollWaiters: readonly { resolve(): void }[];
  checkDeduplication(id: string): { readonly isDuplicate: boolean };
  enqueue(message: SentMessage): void;
}

const separates = ({ attributes }: TakingQueue) => attributes.DeduplicationScope === 'messageGroup';

/** Was it said before in its own group? Where not, it is from now on. What comes from another queue is not asked. */
function isRepeated(queue: TakingQueue, message: SentMessage): boolean {
  const { messageDeduplicationId: id, approximateReceiveCount, messageGroupId } = message;
  if (id === undefined || approximateReceiveCount > 0 || !separates(queue)) return false;
  const key = JSON.stringify([messageGroupId, id]);
  if (queue.deduplicationCache.get(key)) return true;
  queue.deduplicationCache.set(key, {});
  return false;
}

/**
 * A queue whose scope is the group takes what another group has said as well
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html), where fauxqs
 * drops it. And whoever waits is told of a delayed message: its time may come before theirs.
 */
export function takeByGroup(prototype: TakingQueue): void {
  if (taking.has(prototype)) return;
  taking.add(prototype);
  const { checkDeduplication, enqueue } = prototype;
  prototype.checkDeduplication = function ofQueue(id) {
    return separates(this) ? { isDuplicate: false } : checkDeduplication.call(this, id);
  };
  prototype.enqueue = function ofGroup(message) {
    if (isRepeated(this, message)) return;
    enqueue.call(this, message);
    if (message.delayUntil !== undefined) {
      for (const waiter of [...this.pollWaiters]) waiter.resolve();
    }
  };
}

interface Shown {
  readonly Messages?: readonly {
    readonly MessageAttributes?: object;
    MD5OfMessageAttributes?: string;
  }[];
}

type Receive = (body: { readonly MessageAttributeNames?: readonly string[] }) => Promise<Shown>;

/** A message shows the attributes that are asked for and their digest; none where none are named, fauxqs all. */
export const showAsked =
  (receive: Receive, digestOf: (attributes: object) => string): Receive =>
  async (body, ...rest) => {
    const { MessageAttributeNames: names = [] } = body;
    const asked = { ...body, MessageAttributeNames: names.length > 0 ? names : [''] };
    const answer = await receive(asked, ...rest);
    for (const message of answer.Messages ?? []) {
      const { MessageAttributes } = message;
      if (MessageAttributes) message.MD5OfMessageAttributes = digestOf(MessageAttributes);
    }
    return answer;
  };

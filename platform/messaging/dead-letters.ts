// What rests in a dead-letter queue: looked at, sent back to where it failed, or thrown away. Sending back is safe, since the inbox row of what was handled refuses it.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface DeadLetter {
  /** Of the queue; the envelope has its own. */
  readonly messageId: string;
  /** Envelope id, type and subject, as far as the body can be read. */
  readonly id: string | null;
  readonly type: string | null;
  readonly subject: string | null;
  readonly sentAt: string | null;
  readonly receives: number;
  readonly body: string;
}

export interface DeadLetterFilter {
  readonly id?: string;
  readonly type?: string;
  readonly subject?: string;
}

export interface DeadLetters {
  /** A look: what it shows stays where it is. */
  list(limit: number, filter?: DeadLetterFilter): Promise<DeadLetter[]>;
  /** Answers how many went back to the queue, at most `limit`, at most `perSecond` in a second. */
  redrive(options: {
    readonly limit: number;
    readonly perSecond: number;
    readonly filter?: DeadLetterFilter;
  }): Promise<number>;
  /** Answers how many were thrown away. */
  purge(limit: number, filter?: DeadLetterFilter): Promise<number>;
}

export interface DeadLettersOptions {
  readonly client: SQSClient;
  /** URL of the queue the messages failed in. */
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
}

/** Long enough to look through a queue once without meeting a message twice. */
const visibilitySeconds = 60;
const batchSize = 10;

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const parsed = (body: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

export const deadLetterOf = ({
  MessageId = '',
  Body = '',
  Attributes = {},
}: Message): DeadLetter => {
  const { id, type, subject } = parsed(Body);
  const sent = Number(Attributes.SentTimestamp);
  return {
    messageId: MessageId,
    id: textOr(id),
    type: textOr(type),
    subject: textOr(subject),
    sentAt: Number.isFinite(sent) ? new Date(sent).toISOString() : null,
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    body: Body,
  };
};

const isWanted = (letter: DeadLetter, { id, type, subject }: DeadLetterFilter): boolean =>
  (id === undefined || letter.id === id || letter.messageId === id) &&
  (type === undefined || letter.type === type) &&
  (subject === undefined || letter.subject === subject);

export const createDeadLetters = ({
  client,
  queueUrl,
  deadLetterUrl: QueueUrl,
}: DeadLettersOptions): DeadLetters => {
  const receive = async (): Promise<Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: 1,
        VisibilityTimeout: visibilitySeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  };

  const inBatches = async (
    messages: readonly Message[],
    run: (batch: readonly Message[]) => Promise<unknown>,
  ): Promise<void> => {
    for (let at = 0; at < messages.length; at += batchSize) {
      await run(messages.slice(at, at + batchSize));
    }
  };

  const handles = (batch: readonly Message[]) =>
    batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));

  const putBack = (messages: readonly Message[]) =>
    inBatches(messages, (batch) =>
      client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl,
          Entries: handles(batch).map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
        }),
      ),
    );

  const remove = (messages: readonly Message[]) =>
    inBatches(messages, (batch) =>
      client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles(batch) })),
    );

  /** Goes through the queue once; `take` answers how many of the wanted it has dealt with. */
  const walk = async (
    limit: number,
    filter: DeadLetterFilter,
    take: (wanted: readonly Message[]) => Promise<void>,
  ): Promise<number> => {
    const others: Message[] = [];
    let taken = 0;
    try {
      while (taken < limit) {
        const messages = await receive();
        if (messages.length === 0) break;
        const wanted = messages.filter((message) => isWanted(deadLetterOf(message), filter));
        const now = wanted.slice(0, limit - taken);
        others.push(...messages.filter((message) => !now.includes(message)));
        await take(now);
        taken += now.length;
      }
    } finally {
      await putBack(others);
    }
    return taken;
  };

  /** Sent first and deleted then: a crash between leaves it in both, and the inbox refuses the second. */
  const sendBack = async (messages: readonly Message[]) => {
    if (messages.length === 0) return;
    const Entries = messages.map(({ Body, MessageAttributes }, index) => ({
      Id: String(index),
      MessageBody: Body ?? '',
      ...(MessageAttributes && { MessageAttributes }),
    }));
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
    );
    const failed = new Set(Failed.map(({ Id }) => Number(Id)));
    await remove(messages.filter((_, index) => !failed.has(index)));
    await putBack(messages.filter((_, index) => failed.has(index)));
  };

  return {
    list: async (limit, filter = {}) => {
      const found: Message[] = [];
      try {
        await walk(limit, filter, async (wanted) => void found.push(...wanted));
      } finally {
        await putBack(found);
      }
      return found.map(deadLetterOf);
    },

    redrive: ({ limit, perSecond, filter = {} }) =>
      walk(limit, filter, async (wanted) => {
        await sendBack(wanted);
        await sleep((wanted.length / perSecond) * 1000);
      }),

    purge: (limit, filter = {}) => walk(limit, filter, remove),
  };
};

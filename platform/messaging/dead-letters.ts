// What rests in a dead-letter queue: looked at, sent back to where it failed, or thrown away. Sending back is safe, since the inbox row of what was handled refuses it.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetter, type DeadLetterFilter, deadLetterOf, isWanted } from './dead-letter.ts';

export interface Walked {
  readonly count: number;
  /** True when it ended at the limit or in time, so that more may be there. */
  readonly more: boolean;
}

export interface Walk {
  readonly limit: number;
  readonly filter?: DeadLetterFilter;
}

export interface DeadLetters {
  /** About how many are there. */
  depth(): Promise<number>;
  /** A look: what it shows stays where it is. */
  list(walk: Walk): Promise<{ readonly letters: readonly DeadLetter[]; readonly more: boolean }>;
  /** At most `perSecond` in a second; skips what did not fail in a queue. */
  redrive(
    walk: Walk & { readonly perSecond: number },
  ): Promise<Walked & { readonly skipped: number }>;
  purge(walk: Walk): Promise<Walked>;
}

export interface DeadLettersOptions {
  readonly client: SQSClient;
  readonly deadLetterUrl: string;
  /** URLs of the queues that share it, by the last part of their name. */
  readonly queues: Readonly<Record<string, string>>;
  /**
   * No further letter is taken later than this after the start of a walk.
   * @default no end
   */
  readonly withinMs?: number;
}

/** Long enough to look through a queue once without meeting a message twice. */
const visibilitySeconds = 60;
const batchSize = 10;

export const createDeadLetters = ({
  client,
  deadLetterUrl: QueueUrl,
  queues,
  withinMs = Number.POSITIVE_INFINITY,
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

  /** Goes through the queue once; `take` gets what is wanted. */
  const walk = async (
    { limit, filter = {} }: Walk,
    take: (wanted: readonly Message[]) => Promise<void>,
  ): Promise<Walked> => {
    const until = performance.now() + withinMs;
    const others: Message[] = [];
    const seen = new Set<string | undefined>();
    let count = 0;
    let isThrough = false;
    try {
      while (!isThrough && count < limit && performance.now() < until) {
        const messages = await receive();
        const fresh = messages.filter(({ MessageId }) => !seen.has(MessageId));
        for (const { MessageId } of fresh) seen.add(MessageId);
        const wanted = fresh.filter((message) => isWanted(deadLetterOf(message), filter));
        const now = wanted.slice(0, limit - count);
        others.push(...messages.filter((message) => !now.includes(message)));
        await take(now);
        count += now.length;
        isThrough = fresh.length === 0;
      }
    } finally {
      await putBack(others);
    }
    return { count, more: !isThrough };
  };

  const originOf = (message: Message): string | undefined => {
    const { from } = deadLetterOf(message);
    return from !== null && Object.hasOwn(queues, from) ? queues[from] : undefined;
  };

  /** Sent first and deleted then: a crash between leaves it in both, and the inbox refuses the second. */
  const sendBack = async (origin: string, messages: readonly Message[]) => {
    const Entries = messages.map(({ Body = '' }, index) => ({
      Id: String(index),
      MessageBody: Body,
    }));
    const { Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: origin, Entries }),
    );
    const failed = new Set(Failed.map(({ Id }) => Number(Id)));
    await remove(messages.filter((_, index) => !failed.has(index)));
    await putBack(messages.filter((_, index) => failed.has(index)));
    return messages.length - failed.size;
  };

  return {
    depth: async () => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      return Number(Attributes.ApproximateNumberOfMessages ?? 0);
    },

    list: async (options) => {
      const found: Message[] = [];
      try {
        const { more } = await walk(options, async (wanted) => void found.push(...wanted));
        return { letters: found.map(deadLetterOf), more };
      } finally {
        await putBack(found);
      }
    },

    redrive: async ({ perSecond, ...options }) => {
      const stuck: Message[] = [];
      let count = 0;
      try {
        const { more } = await walk(options, async (wanted) => {
          const byOrigin = Map.groupBy(wanted, originOf);
          for (const [origin, messages] of byOrigin) {
            if (origin === undefined) stuck.push(...messages);
            else count += await sendBack(origin, messages);
          }
          await sleep((wanted.length / perSecond) * 1000);
        });
        return { count, more, skipped: stuck.length };
      } finally {
        await putBack(stuck);
      }
    },

    purge: (options) => walk(options, remove),
  };
};

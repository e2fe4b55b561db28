// A walk through a dead-letter queue: each letter is looked at once, and what is not taken stays where it is.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetterFilter, deadLetterOf, isWanted } from './dead-letter.ts';

export interface Walked {
  readonly count: number;
  /** True when it ended at the limit or in time, so that more may be there. */
  readonly more: boolean;
}

export interface Walk {
  readonly limit: number;
  readonly filter?: DeadLetterFilter;
}

export interface LetterQueue {
  /** Goes through the queue once; `take` gets what is wanted, and says how many of them count. */
  walk(walk: Walk, take: (wanted: readonly Message[]) => Promise<number>): Promise<Walked>;
  /** To be seen again at once. */
  putBack(messages: readonly Message[]): Promise<void>;
  remove(messages: readonly Message[]): Promise<void>;
}

/** Long enough to look through a queue once without meeting a message twice. */
const visibilitySeconds = 60;
const batchSize = 10;

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

const receive = async (client: SQSClient, QueueUrl: string): Promise<Message[]> => {
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

export const createLetterQueue = (
  client: SQSClient,
  QueueUrl: string,
  withinMs: number,
): LetterQueue => {
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

  const walk = async (
    { limit, filter = {} }: Walk,
    take: (wanted: readonly Message[]) => Promise<number>,
  ): Promise<Walked> => {
    const until = performance.now() + withinMs;
    const others: Message[] = [];
    const seen = new Set<string | undefined>();
    let count = 0;
    let isThrough = false;
    try {
      while (!isThrough && count < limit && performance.now() < until) {
        const messages = await receive(client, QueueUrl);
        const fresh = messages.filter(({ MessageId }) => !seen.has(MessageId));
        for (const { MessageId } of fresh) seen.add(MessageId);
        let wanted = fresh.filter((message) => isWanted(deadLetterOf(message), filter));
        others.push(...messages.filter((message) => !wanted.includes(message)));
        while (wanted.length > 0 && count < limit) {
          const now = wanted.slice(0, limit - count);
          wanted = wanted.slice(now.length);
          count += await take(now);
        }
        others.push(...wanted);
        isThrough = fresh.length === 0;
      }
    } finally {
      await putBack(others);
    }
    return { count, more: !isThrough };
  };

  return { walk, putBack, remove };
};

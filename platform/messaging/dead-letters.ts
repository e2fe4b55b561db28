// What rests in a dead-letter queue: looked at, sent back to where it failed, or thrown away. Sending back is safe, since the inbox row of what was handled refuses it.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  type Message,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { batchesOf } from './batches.ts';
import { type DeadLetter, deadLetterOf } from './dead-letter.ts';
import { createLetterQueue, type LetterQueue, type Walk, type Walked } from './dead-letter-walk.ts';

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

const bytesOf = ({ Body = '' }: Message): number => Buffer.byteLength(Body);

/** A function answers six megabytes at most, in which each quote of a body has become several characters: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostShownBytes = 1_500_000;

/** The first of them that can be shown at once, one at least. */
const showable = (found: readonly Message[]): readonly Message[] => {
  let bytes = 0;
  const end = found.findIndex((message) => {
    bytes += bytesOf(message);
    return bytes > mostShownBytes;
  });
  return end < 0 ? found : found.slice(0, Math.max(end, 1));
};

/** Sent first and deleted then: a crash between leaves it in both, and the inbox refuses the second. Answers those that were refused. */
const sendBack = async (
  { client, queue }: { readonly client: SQSClient; readonly queue: LetterQueue },
  origin: string,
  messages: readonly Message[],
): Promise<readonly Message[]> => {
  const Entries = messages.map(({ Body = '' }, index) => ({
    Id: String(index),
    MessageBody: Body,
  }));
  const { Failed = [] } = await client.send(
    new SendMessageBatchCommand({ QueueUrl: origin, Entries }),
  );
  const failed = new Set(Failed.map(({ Id }) => Number(Id)));
  await queue.remove(messages.filter((_, index) => !failed.has(index)));
  return messages.filter((_, index) => failed.has(index));
};

export const createDeadLetters = ({
  client,
  deadLetterUrl: QueueUrl,
  queues,
  withinMs = Number.POSITIVE_INFINITY,
}: DeadLettersOptions): DeadLetters => {
  const queue = createLetterQueue(client, QueueUrl, withinMs);

  const originOf = (message: Message): string | undefined => {
    const { from } = deadLetterOf(message);
    return from !== null && Object.hasOwn(queues, from) ? queues[from] : undefined;
  };

  /** Those of them that nobody can send back, and those that were refused. */
  const sendAllBack = async (wanted: readonly Message[]) => {
    const stuck: Message[] = [];
    const refused: Message[] = [];
    for (const [origin, messages] of Map.groupBy(wanted, originOf)) {
      if (origin === undefined) stuck.push(...messages);
      else {
        for (const batch of batchesOf(messages, bytesOf)) {
          refused.push(...(await sendBack({ client, queue }, origin, batch)));
        }
      }
    }
    return { stuck, refused };
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
        const { more } = await queue.walk(options, async (wanted) => {
          found.push(...wanted);
          return wanted.length;
        });
        const shown = showable(found);
        return { letters: shown.map(deadLetterOf), more: more || shown.length < found.length };
      } finally {
        await queue.putBack(found);
      }
    },

    redrive: async ({ perSecond, ...options }) => {
      const left: Message[] = [];
      let skipped = 0;
      try {
        // What stays counts for nothing and is put back at the end: others are reached behind it.
        const walked = await queue.walk(options, async (wanted) => {
          const { stuck, refused } = await sendAllBack(wanted);
          left.push(...stuck, ...refused);
          skipped += stuck.length;
          await sleep((wanted.length / perSecond) * 1000);
          return wanted.length - stuck.length - refused.length;
        });
        return { ...walked, skipped };
      } finally {
        await queue.putBack(left);
      }
    },

    purge: (options) =>
      queue.walk(options, async (wanted) => {
        await queue.remove(wanted);
        return wanted.length;
      }),
  };
};

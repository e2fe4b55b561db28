// A container's end of its inbox queue: long polling, a heartbeat for slow messages, deletion in batches, draining on stop.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import type { Log } from '../telemetry/log.ts';
import type { MoveToDeadLetters } from './dead-letter-queue.ts';
import { idsOf } from './failed-message.ts';
import type { Inbox } from './inbox.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

export interface QueueConsumerOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly inbox: Inbox;
  /** Told of each failure. */
  readonly moveToDeadLetters: MoveToDeadLetters;
  readonly log: Log;
  /** Receive loops side by side. */
  readonly concurrency?: number;
  /** Seconds that a message of a process that was killed stays hidden; the heartbeat extends them at half time. */
  readonly visibilitySeconds?: number;
  /** Seconds until a message that failed comes again. */
  readonly retrySeconds?: number;
}

export interface QueueConsumer {
  /** No further receive; resolves when what was received is handled. */
  stop(): Promise<void>;
}

/** A receive that is cut off may have taken messages, which then stay hidden: a busy queue answers sooner than this. */
const graceMs = 500;

/** Of one process: loops that receive side by side, and messages of one receive. */
export const receiving = { loops: 2, messages: 10 } as const;

const pause = { first: 100, longest: 5_000 };

type Handling = Pick<QueueConsumerOptions, 'inbox' | 'moveToDeadLetters' | 'log'>;

const hasMoved = (
  { moveToDeadLetters, log }: Handling,
  { MessageId = '', Body = '', Attributes = {} }: Message,
  error: unknown,
): Promise<boolean> => {
  const receives = Number(Attributes.ApproximateReceiveCount ?? 1);
  return moveToDeadLetters({ messageId: MessageId, body: Body, receives }, error).catch(
    (reason: unknown) => {
      log.warn({ error: reason, sqsMessageId: MessageId }, 'the dead letter was not written');
      return false;
    },
  );
};

/** True when the message is done with and may be deleted. */
const handle = async (handling: Handling, message: Message): Promise<boolean> => {
  try {
    await handling.inbox(message.Body ?? '');
    return true;
  } catch (error) {
    const ids = { sqsMessageId: message.MessageId, ...idsOf(message.Body ?? '') };
    handling.log.error({ error, ...ids }, 'message failed');
    return hasMoved(handling, message, error);
  }
};

/** What is received at once: handled side by side, kept hidden for as long as that takes. */
const round = async (
  queue: WorkQueue,
  handleOne: (message: Message) => Promise<boolean>,
  {
    cut,
    visibilitySeconds,
    retrySeconds,
  }: {
    readonly cut: AbortSignal;
    readonly visibilitySeconds: number;
    readonly retrySeconds: number;
  },
): Promise<void> => {
  const messages = await queue.receive(cut);
  const held = new Set(messages);
  const heartbeat = setInterval(() => {
    for (const message of held) void queue.hide(message, visibilitySeconds);
  }, visibilitySeconds * 500);
  const handleOrHide = async (message: Message): Promise<boolean> => {
    const isDone = await handleOne(message);
    if (isDone) return true;
    held.delete(message);
    await queue.hide(message, retrySeconds);
    return false;
  };
  try {
    const handled = await Promise.all(messages.map(handleOrHide));
    await queue.acknowledge(messages.filter((_, index) => handled[index]));
  } finally {
    clearInterval(heartbeat);
  }
};

export const startQueueConsumer = ({
  client,
  queueUrl,
  concurrency = receiving.loops,
  visibilitySeconds = 6,
  retrySeconds = 30,
  ...handling
}: QueueConsumerOptions): QueueConsumer => {
  const { log } = handling;
  const most = receiving.messages;
  const queue = createWorkQueue({ client, queueUrl, log, most, visibilitySeconds });
  const stopping = new AbortController();
  const cutting = new AbortController();
  const options = { cut: cutting.signal, visibilitySeconds, retrySeconds };
  const handleOne = (message: Message) => handle(handling, message);

  const loop = async () => {
    let wait = pause.first;
    while (!stopping.signal.aborted) {
      try {
        await round(queue, handleOne, options);
        wait = pause.first;
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error({ error }, 'the inbox queue does not answer');
        await sleep(wait);
        wait = Math.min(wait * 2, pause.longest);
      }
    }
  };

  const loops = Array.from({ length: concurrency }, loop);
  return {
    stop: async () => {
      stopping.abort();
      const cut = setTimeout(() => cutting.abort(), graceMs);
      await Promise.all(loops);
      clearTimeout(cut);
    },
  };
};

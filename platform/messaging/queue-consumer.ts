// A container's end of its inbox queue: long polling, a heartbeat for slow messages, deletion in batches, draining on stop.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Log } from '../telemetry/log.ts';
import type { MoveToDeadLetters } from './dead-letter-queue.ts';
import type { Inbox } from './inbox.ts';

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

/** The longest wait SQS allows: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const waitSeconds = 20;

/** A receive that is cut off may have taken messages, which then stay hidden: a busy queue answers sooner than this. */
const graceMs = 500;

/** Of one process: loops that receive side by side, and messages of one receive. */
export const receiving = { loops: 2, messages: 10 } as const;

const pause = { first: 100, longest: 5_000 };

export const startQueueConsumer = ({
  client,
  queueUrl: QueueUrl,
  inbox,
  moveToDeadLetters,
  log,
  concurrency = receiving.loops,
  visibilitySeconds = 8,
  retrySeconds = 30,
}: QueueConsumerOptions): QueueConsumer => {
  const stopping = new AbortController();
  const cutting = new AbortController();

  const hide = async ({ ReceiptHandle }: Message, VisibilityTimeout: number): Promise<void> => {
    await client
      .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
      .catch((error: unknown) => log.warn({ error }, 'visibility was not changed'));
  };

  const hasMoved = ({ MessageId = '', Body = '', Attributes = {} }: Message, error: unknown) => {
    const receives = Number(Attributes.ApproximateReceiveCount ?? 1);
    return moveToDeadLetters({ messageId: MessageId, body: Body, receives }, error).catch(
      (reason: unknown) => {
        log.warn({ error: reason, sqsMessageId: MessageId }, 'the dead letter was not written');
        return false;
      },
    );
  };

  /** True when the message is done with and may be deleted. */
  const handle = async (message: Message): Promise<boolean> => {
    try {
      await inbox(message.Body ?? '');
      return true;
    } catch (error) {
      log.error({ error, sqsMessageId: message.MessageId }, 'message failed');
      return hasMoved(message, error);
    }
  };

  const acknowledge = async (messages: readonly Message[]) => {
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
    }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    // Not deleted is delivered again, and the inbox row makes that harmless.
    if (Failed.length > 0) log.warn({ failed: Failed.length }, 'messages were not deleted');
  };

  const receive = async (): Promise<readonly Message[]> => {
    const input = {
      QueueUrl,
      MaxNumberOfMessages: receiving.messages,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount' as const],
    };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(input), {
      abortSignal: cutting.signal,
      requestTimeout: (waitSeconds + 5) * 1000,
    });
    return Messages;
  };

  const round = async () => {
    const messages = await receive();
    const held = new Set(messages);
    const heartbeat = setInterval(() => {
      for (const message of held) void hide(message, visibilitySeconds);
    }, visibilitySeconds * 500);
    const handleOrHide = async (message: Message): Promise<boolean> => {
      const isDone = await handle(message);
      if (isDone) return true;
      held.delete(message);
      await hide(message, retrySeconds);
      return false;
    };
    try {
      const handled = await Promise.all(messages.map(handleOrHide));
      await acknowledge(messages.filter((_, index) => handled[index]));
    } finally {
      clearInterval(heartbeat);
    }
  };

  const loop = async () => {
    let wait = pause.first;
    while (!stopping.signal.aborted) {
      try {
        await round();
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

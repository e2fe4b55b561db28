// The messages of an inbox queue as a container takes them: received together, hidden while they are worked on, deleted in batches.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Log } from '../telemetry/log.ts';

export interface WorkQueue {
  receive(abortSignal: AbortSignal): Promise<readonly Message[]>;
  /** For so many seconds; what fails is noted, and the message comes sooner. */
  hide(message: Message, seconds: number): Promise<void>;
  acknowledge(messages: readonly Message[]): Promise<void>;
}

/** The longest wait SQS allows: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
const waitSeconds = 20;

export const createWorkQueue = ({
  client,
  queueUrl: QueueUrl,
  log,
  most,
  visibilitySeconds,
}: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
  /** Messages received together. */
  readonly most: number;
  readonly visibilitySeconds: number;
}): WorkQueue => ({
  receive: async (abortSignal) => {
    const input = {
      QueueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount' as const],
    };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(input), {
      abortSignal,
      requestTimeout: (waitSeconds + 5) * 1000,
    });
    return Messages;
  },

  hide: async ({ ReceiptHandle }, VisibilityTimeout) => {
    await client
      .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
      .catch((error: unknown) => log.warn({ error }, 'visibility was not changed'));
  },

  acknowledge: async (messages) => {
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
    }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    // Not deleted is delivered again, and the inbox row makes that harmless.
    if (Failed.length > 0) log.warn({ failed: Failed.length }, 'messages were not deleted');
  },
});

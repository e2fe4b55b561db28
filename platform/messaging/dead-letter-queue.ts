// The last failure of a message: its consumer puts it into the dead-letter queue with the reason. SQS would move it without a word, and still does where this fails.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { mostReceives } from '../../events/routes.ts';

export interface FailedMessage {
  /** Of the queue; the logs name it. */
  readonly messageId: string;
  readonly body: string;
  /** How often it was received, this time included. */
  readonly receives: number;
}

/** True when the message is in the dead-letter queue and may be deleted where it failed. */
export type MoveToDeadLetters = (failed: FailedMessage, error: unknown) => Promise<boolean>;

export interface DeadLetterQueueOptions {
  readonly client: SQSClient;
  readonly deadLettersUrl: string;
  /**
   * Last part of the name of the queue it failed in.
   * @default 'inbox'
   */
  readonly from?: string;
}

const longestReason = 1000;

/** What SQS refuses in an attribute: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const unspeakable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, longestReason).replace(unspeakable, '\ufffd') || 'no reason was given';
};

export const createMoveToDeadLetters =
  ({ client, deadLettersUrl, from = 'inbox' }: DeadLetterQueueOptions): MoveToDeadLetters =>
  async ({ messageId, body, receives }, error) => {
    if (receives < mostReceives) return false;
    const attributes = { reason: reasonOf(error), from, messageId, receives: String(receives) };
    await client.send(
      new SendMessageCommand({
        QueueUrl: deadLettersUrl,
        MessageBody: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [
            name,
            { DataType: 'String', StringValue },
          ]),
        ),
      }),
    );
    return true;
  };

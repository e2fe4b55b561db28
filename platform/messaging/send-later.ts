// A message to a queue that is delivered after a while.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export type SendLater = (body: string, delaySeconds: number) => Promise<void>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
export const longestDelaySeconds = 900;

export const sqsLater =
  (client: SQSClient, QueueUrl: string): SendLater =>
  async (MessageBody, DelaySeconds) => {
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
  };

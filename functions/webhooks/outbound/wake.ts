// Has an endpoint looked at, now or in a while: a message in the queue of deliveries. Only a hint: the table says what is due.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export type Wake = (endpointId: string, afterSeconds: number) => Promise<void>;

interface Hint {
  readonly endpointId: string;
}

export const createWake =
  (client: SQSClient, QueueUrl: string): Wake =>
  async (endpointId, DelaySeconds) => {
    const MessageBody = JSON.stringify({ endpointId } satisfies Hint);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
  };

export const endpointOf = (body: string): string => (JSON.parse(body) as Hint).endpointId;

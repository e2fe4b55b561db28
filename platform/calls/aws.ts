// AWS clients with the timeouts every outgoing call has: 1 s to connect, 3 s for the answer, retried at this layer only.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { leanHandler } from './lean-handler.ts';
import { createSemaphore } from './semaphore.ts';
import { spansOfCalls } from './spans.ts';
import { straightSend } from './straight-send.ts';

const timeouts = { connectionTimeout: 1_000, requestTimeout: 3_000 };

const quiet = { trace: () => {}, debug: () => {}, warn: () => {} };

/** Options of every SDK client; the endpoint comes from AWS_ENDPOINT_URL where it is set. */
export const clientOptions = {
  maxAttempts: 3,
  // Without the last the SDK would only warn.
  requestHandler: { ...timeouts, throwOnRequestTimeout: true },
  // 11–24 % less CPU a call: the middleware stack is resolved once per command class.
  cacheMiddleware: true,
  // Without `info` and `error`: the SDK copies every input and output for them, a quarter of the CPU of a call, also when nobody logs.
  logger: quiet as unknown as NonNullable<DynamoDBClientConfig['logger']>,
  extensions: [spansOfCalls],
};

/** As many at once as the SDK has sockets: it counts the wait for one as time to connect, and would retry into the crowd. */
const limits = { atOnce: 50, waiting: 500 };

/** Nearly all calls are of DynamoDB, so they go straight. */
export const dynamoClient = (): DynamoDBClient => {
  const handler = leanHandler({ ...timeouts, maxSockets: limits.atOnce });
  const client = new DynamoDBClient({
    ...clientOptions,
    requestHandler: handler as NonNullable<DynamoDBClientConfig['requestHandler']>,
  });
  const inSlot = createSemaphore(limits);
  const send = straightSend(client);
  type Sent = Parameters<typeof send>;
  return Object.assign(client, { send: (...sent: Sent) => inSlot(() => send(...sent)) });
};

export const sqsClient = (): SQSClient => new SQSClient(clientOptions);

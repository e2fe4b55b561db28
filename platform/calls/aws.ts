// AWS clients with the timeouts every outgoing call has: 1 s to connect, 3 s for the answer, retried at this layer only.
import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { awsClient, maxAttempts, timeouts } from './aws/aws-client.ts';
import { spansOfCalls } from './aws/spans.ts';

const quiet = { trace: () => {}, debug: () => {}, warn: () => {} };

/** Options of every SDK client; the endpoint comes from AWS_ENDPOINT_URL where it is set. */
export const clientOptions = {
  maxAttempts,
  // Without the last the SDK would only warn.
  requestHandler: { ...timeouts, throwOnRequestTimeout: true },
  // 11–24 % less CPU a call: the middleware stack is resolved once per command class.
  cacheMiddleware: true,
  // Without `info` and `error`: the SDK copies every input and output for them, a quarter of the CPU of a call, also when nobody logs.
  logger: quiet as unknown as NonNullable<DynamoDBClientConfig['logger']>,
  extensions: [spansOfCalls],
};

// Called for each order, so they go straight.
export const dynamoClient = () => awsClient() as unknown as DynamoDBClient;
export const sqsClient = () => awsClient() as unknown as SQSClient;
export const secretsClient = () => awsClient() as unknown as SecretsManagerClient;
/** @param attempts most tries of a call: one where a second would be a second text message */
export const snsClient = (attempts?: number) => awsClient(attempts) as unknown as SNSClient;

// The AWS SDK works against port 4566 as it does against AWS.
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { awsUrl } from '../support/cloud.ts';

const options = {
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

it('lists the tables of the services', async () => {
  const { TableNames } = await new DynamoDBClient(options).send(new ListTablesCommand({}));
  expect(TableNames).toEqual(
    ['notifications', 'orders', 'payments', 'products', 'users', 'webhooks'].map(
      (name) => `tandem-dev-${name}`,
    ),
  );
});

it('receives from a dead-letter queue', async () => {
  const sqs = new SQSClient(options);
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: 'tandem-dev-orders-dead-letters' }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'put aside' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['put aside']);
});

it('invokes a function', async () => {
  const { FunctionError, Payload } = await new LambdaClient(options).send(
    new InvokeCommand({ FunctionName: 'tandem-dev-outbox-relay-sweep', Payload: '{}' }),
  );
  expect(FunctionError).toBeUndefined();
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({ swept: expect.any(Number) });
});

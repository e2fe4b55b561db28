import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventSource,
  eventually,
  lambda,
  outputFile,
  queue,
  type Running,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const reads = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'];
const streamed = outputFile();
const flaky = outputFile();

const resources = {
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'outbox',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    },
  },
  StreamFailures: queue('stream-failures'),
  Worker: role('lambda.amazonaws.com', [
    { Action: reads, Resource: arn('Table', 'StreamArn') },
    { Action: 'sqs:SendMessage', Resource: arn('StreamFailures') },
  ]),
  Relay: lambda('relay', 'Worker', 'relay', {
    Environment: { Variables: { OUT: streamed.path } },
  }),
  Flaky: lambda('flaky', 'Worker', 'flaky', { Environment: { Variables: { OUT: flaky.path } } }),
  RelayStream: eventSource('Relay', arn('Table', 'StreamArn'), {
    BatchSize: 100,
    StartingPosition: 'TRIM_HORIZON',
    FilterCriteria: {
      Filters: [
        {
          Pattern: JSON.stringify({
            eventName: ['INSERT'],
            dynamodb: { NewImage: { pending: { S: [{ exists: true }] } } },
          }),
        },
      ],
    },
  }),
  FlakyStream: eventSource('Flaky', arn('Table', 'StreamArn'), {
    BatchSize: 10,
    StartingPosition: 'LATEST',
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 3,
    DestinationConfig: { OnFailure: { Destination: arn('StreamFailures') } },
    FilterCriteria: {
      Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: ['flaky'] } } } }) }],
    },
  }),
};

const code = {
  relay: recorder(),
  flaky: recorder(`if (JSON.stringify(event).includes('poison')) throw new Error('poison');`),
};

interface StreamEvent {
  readonly Records: {
    eventName: string;
    dynamodb: { Keys: Record<string, { S: string }>; NewImage?: Record<string, { S: string }> };
  }[];
}

describe('a table stream as event source', () => {
  let running: Running;
  let dynamodb: DynamoDBClient;
  const records = (file: typeof streamed) =>
    file.events().flatMap((event) => (event as unknown as StreamEvent).Records);

  beforeAll(async () => {
    running = await run(writeAssembly({ Streams: { Resources: resources } }, code));
    dynamodb = new DynamoDBClient(running.client());
  });
  afterAll(() => running.stop());

  it('a stream hands out the inserts its filter wants, whatever call made them', async () => {
    const item = (sk: string, pending?: string) => ({
      pk: { S: 'order' },
      sk: { S: sk },
      ...(pending && { pending: { S: pending } }),
    });
    const TableName = 'outbox';
    const put = (Item: ReturnType<typeof item>) => ({ Put: { TableName, Item } });
    await dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [put(item('STATE')), put(item('OUT#1', '0'))],
      }),
    );
    await dynamodb.send(new PutItemCommand({ TableName, Item: item('OUT#2', '0') }));
    await dynamodb.send(new PutItemCommand({ TableName, Item: item('OUT#2', '1') }));
    await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { outbox: [{ PutRequest: { Item: item('OUT#3', '0') } }] },
      }),
    );
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'order' }, sk: { S: 'OUT#4' } },
        UpdateExpression: 'SET pending = :p',
        ExpressionAttributeValues: { ':p': { S: '0' } },
      }),
    );
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'order' }, sk: { S: 'OUT#1' } },
        UpdateExpression: 'REMOVE pending',
      }),
    );
    await dynamodb.send(
      new DeleteItemCommand({ TableName, Key: { pk: { S: 'order' }, sk: { S: 'OUT#2' } } }),
    );
    await eventually(
      () => records(streamed).map(({ dynamodb: { Keys } }) => Keys.sk?.S),
      (keys) => keys.length >= 4,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(
      records(streamed).map(({ eventName, dynamodb: { NewImage } }) => [eventName, NewImage]),
    ).toEqual([
      ['INSERT', item('OUT#1', '0')],
      ['INSERT', item('OUT#2', '0')],
      ['INSERT', item('OUT#3', '0')],
      ['INSERT', item('OUT#4', '0')],
    ]);
  });

  it('a failing batch is halved until the bad record stands alone, which goes to the destination', async () => {
    const Item = (sk: string) => ({ pk: { S: 'flaky' }, sk: { S: sk } });
    await dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: ['a', 'b', 'poison', 'c'].map((sk) => ({
          Put: { TableName: 'outbox', Item: Item(sk) },
        })),
      }),
    );
    const sqs = new SQSClient(running.client());
    const QueueUrl = `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/stream-failures`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1 },
    });
    const done = await eventually(
      () => records(flaky).map(({ dynamodb: { Keys } }) => Keys.sk?.S),
      (keys) => keys.includes('c'),
    );
    expect(new Set(done)).toEqual(new Set(['a', 'b', 'poison', 'c']));
  });
});

import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const table = (name: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'due', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due-index',
        KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
});

const assembly = () =>
  writeAssembly({
    Permissions: {
      Resources: {
        Orders: table('orders'),
        Stock: table('stock'),
        Inbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox' } },
        Other: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'other' } },
        Events: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'events' } },
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { Name: 'keys', SecretString: 'hidden' },
        },
        Worker: role('lambda.amazonaws.com', [
          { Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: arn('Orders') },
          { Action: 'sqs:SendMessage', Resource: arn('Inbox') },
          { Action: 'dynamodb:*', Resource: arn('Stock') },
          { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: '*' },
        ]),
      },
    },
  });

describe('a call with the key of a role', () => {
  let running: Running;
  let roleArn: string;
  beforeAll(async () => {
    running = await run(assembly());
    roleArn = `arn:aws:iam::000000000000:role/${running.cloud.resources().find(({ type }) => type === 'AWS::IAM::Role')?.name}`;
  });
  afterAll(() => running.stop());

  const put = (TableName: string) => new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } });

  it('passes when the role grants it', async () => {
    const dynamodb = new DynamoDBClient(running.client(roleArn));
    const { $metadata } = await dynamodb.send(put('orders'));
    expect($metadata.httpStatusCode).toBe(200);
  });

  it('is refused with the action and the resource when no policy grants it', async () => {
    const dynamodb = new DynamoDBClient(running.client(roleArn));
    const get = new GetItemCommand({ TableName: 'orders', Key: { pk: { S: 'a' } } });
    const read = dynamodb.send(get);
    await expect(read).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const secrets = new SecretsManagerClient(running.client(roleArn));
    const secret = secrets.send(new GetSecretValueCommand({ SecretId: 'keys' }));
    await expect(secret).rejects.toThrow(
      /^User: arn:aws:sts::000000000000:assumed-role\/\S+\/test is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-central-1:000000000000:secret:keys-\w{6} because no identity-based policy allows the secretsmanager:GetSecretValue action$/,
    );
    expect(running.lines.filter((line) => line.startsWith('[iam] AccessDenied'))).toHaveLength(2);
  });

  it('is refused by an explicit deny whatever else allows it', async () => {
    const dynamodb = new DynamoDBClient(running.client(roleArn));
    const get = new GetItemCommand({ TableName: 'stock', Key: { pk: { S: 'a' } } });
    await expect(dynamodb.send(get)).rejects.toThrow('with an explicit deny');
  });

  it('needs the permission of each item of a transaction', async () => {
    const dynamodb = new DynamoDBClient(running.client(roleArn));
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'orders', Item: { pk: { S: 'b' } } } },
        { Delete: { TableName: 'orders', Key: { pk: { S: 'a' } } } },
      ],
    });
    await expect(dynamodb.send(transaction)).rejects.toThrow(
      'dynamodb:DeleteItem on resource: arn:aws:dynamodb:eu-central-1:000000000000:table/orders',
    );
  });

  it('needs the index, not only the table, for a query on it', async () => {
    const dynamodb = new DynamoDBClient(running.client(roleArn));
    const query = (IndexName?: string, name = 'pk') =>
      new QueryCommand({
        TableName: 'orders',
        IndexName,
        KeyConditionExpression: `${name} = :v`,
        ExpressionAttributeValues: { ':v': { S: 'a' } },
      });
    const { Count } = await dynamodb.send(query());
    expect(Count).toBe(1);
    await expect(dynamodb.send(query('due-index', 'due'))).rejects.toThrow(
      'table/orders/index/due-index',
    );
  });

  it('covers the batch of an operation with the operation itself', async () => {
    const sqs = new SQSClient(running.client(roleArn));
    const QueueUrl = `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/inbox`;
    const batch = new SendMessageBatchCommand({
      QueueUrl,
      Entries: [{ Id: '1', MessageBody: 'hello' }],
    });
    expect((await sqs.send(batch)).Successful).toHaveLength(1);
    const elsewhere = new SendMessageCommand({
      QueueUrl: QueueUrl.replace('inbox', 'other'),
      MessageBody: 'hello',
    });
    await expect(sqs.send(elsewhere)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('has the error name of its service', async () => {
    const sns = new SNSClient(running.client(roleArn));
    const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:events';
    const publish = sns.send(new PublishCommand({ TopicArn, Message: 'hello' }));
    await expect(publish).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
  });

  it('is the administrator with any other key', async () => {
    const dynamodb = new DynamoDBClient(running.client());
    const get = new GetItemCommand({ TableName: 'orders', Key: { pk: { S: 'a' } } });
    expect((await dynamodb.send(get)).Item).toEqual({ pk: { S: 'a' } });
  });
});

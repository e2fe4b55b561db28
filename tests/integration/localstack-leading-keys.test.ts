// A grant for some partitions of a table is a grant for those, as on AWS.
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const TableName = 'users';
const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });

const assembly = () =>
  writeAssembly({
    Users: {
      Resources: {
        Users: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
            AttributeDefinitions: ['pk', 'sk', 'due'].map((AttributeName) => ({
              AttributeName,
              AttributeType: 'S',
            })),
            GlobalSecondaryIndexes: [
              {
                IndexName: 'due-index',
                KeySchema: [key('due', 'HASH')],
                Projection: { ProjectionType: 'ALL' },
              },
            ],
          },
        },
        Clerk: role('lambda.amazonaws.com', [
          {
            Action: 'dynamodb:*',
            Resource: [arn('Users'), { 'Fn::Sub': `\${Users.Arn}/index/*` }],
            Condition: {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLIENT#mine', 'OWN#*'] },
            },
          },
        ]),
      },
    },
  });

let running: Running;
let clerk: DynamoDBClient;
beforeAll(async () => {
  running = await run(assembly());
  const name = running.cloud.resources().find(({ type }) => type === 'AWS::IAM::Role')?.name;
  clerk = new DynamoDBClient(running.client(`arn:aws:iam::000000000000:role/${name}`));
});
afterAll(() => running.stop());

const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: 'CLIENT#mine' } });
const put = (pk: string) => ({ Put: { TableName, Item: keyOf(pk) } });

interface Answer {
  readonly $metadata: { readonly httpStatusCode?: number };
}

const calls: Readonly<Record<string, (pk: string) => Promise<Answer>>> = {
  'a put': (pk) => clerk.send(new PutItemCommand({ TableName, Item: keyOf(pk) })),
  'a get': (pk) => clerk.send(new GetItemCommand({ TableName, Key: keyOf(pk) })),
  'an update': (pk) => clerk.send(new UpdateItemCommand({ TableName, Key: keyOf(pk) })),
  'a delete': (pk) => clerk.send(new DeleteItemCommand({ TableName, Key: keyOf(pk) })),
  'a query': (pk) =>
    clerk.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#p = :p AND begins_with(sk, :s)',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: { ':p': { S: pk }, ':s': { S: 'CLIENT#mine' } },
      }),
    ),
  'a query of an index': (pk) =>
    clerk.send(
      new QueryCommand({
        TableName,
        IndexName: 'due-index',
        KeyConditionExpression: 'due=:d',
        ExpressionAttributeValues: { ':d': { S: pk } },
      }),
    ),
  'a query by the value first': (pk) =>
    clerk.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: ':p = pk',
        ExpressionAttributeValues: { ':p': { S: pk } },
      }),
    ),
  'a query by members': (pk) =>
    clerk.send(
      new QueryCommand({
        TableName,
        KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: pk }] } },
      }),
    ),
  'a transaction': (pk) =>
    clerk.send(new TransactWriteItemsCommand({ TransactItems: [put('CLIENT#mine'), put(pk)] })),
  'a batch of reads': (pk) =>
    clerk.send(
      new BatchGetItemCommand({
        RequestItems: { [TableName]: { Keys: [keyOf('OWN#1'), keyOf(pk)] } },
      }),
    ),
  'a batch of writes': (pk) =>
    clerk.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: [
            { PutRequest: { Item: keyOf('OWN#1') } },
            { DeleteRequest: { Key: keyOf(pk) } },
          ],
        },
      }),
    ),
};

describe.each(Object.entries(calls))('%s', (_, call) => {
  it('passes for a partition that is granted', async () => {
    expect((await call('OWN#2')).$metadata.httpStatusCode).toBe(200);
  });

  it.each(['CLIENT#other', 'CLIENT#mine2', 'own#2', 'X'])('is refused for %s', async (pk) => {
    await expect(call(pk)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

// Calls of DynamoDB go straight; the SDK with its middleware says what must come of them.
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDatabase, type TestDatabase } from '../support/dynamo.ts';
import { straightAt } from '../support/straight.ts';

afterEach(() => vi.unstubAllEnvs());

describe('beside the SDK with its middleware', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await startDatabase();
    for (const name of ['straight', 'sdk']) await database.table(name);
  });
  afterAll(() => database.stop());

  const Key = { pk: { S: 'A#1' }, sk: { S: 'S' } };
  const Item = {
    ...Key,
    words: { S: 'Grüße, 日本 🍵 \u0000 "quoted"' },
    number: { N: '1.50' },
    list: { L: [{ BOOL: true }, { NULL: true }, { M: { deep: { SS: ['a', 'b'] } } }] },
  };
  const isNew = 'attribute_not_exists(pk)';
  const put = (TableName: string, sk: string) => ({
    Put: { TableName, Item: { ...Key, sk: { S: sk } }, ConditionExpression: isNew },
  });
  const commands: Readonly<Record<string, (TableName: string) => object>> = {
    'a put': (TableName) => new PutItemCommand({ TableName, Item, ConditionExpression: isNew }),
    'a put whose condition fails': (TableName) =>
      new PutItemCommand({
        TableName,
        Item,
        ConditionExpression: isNew,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    'a read': (TableName) =>
      new GetItemCommand({ TableName, Key, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
    'a read of nothing': (TableName) =>
      new GetItemCommand({ TableName, Key: { ...Key, sk: { S: 'none' } } }),
    'an update': (TableName) =>
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #n = :n',
        ExpressionAttributeNames: { '#n': 'number' },
        ExpressionAttributeValues: { ':n': { N: '2' } },
        ReturnValues: 'ALL_NEW',
      }),
    'a transaction': (TableName) =>
      new TransactWriteItemsCommand({
        TransactItems: [put(TableName, 'T1'), put(TableName, 'T2')],
      }),
    'a transaction that is cancelled': (TableName) =>
      new TransactWriteItemsCommand({
        TransactItems: [put(TableName, 'T3'), put(TableName, 'T2')],
      }),
    'a query': (TableName) =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': Key.pk },
        Limit: 2,
      }),
    'a read of several': (TableName) =>
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
    'a table that is not there': (TableName) =>
      new GetItemCommand({ TableName: `no-${TableName}`, Key }),
    'a request that makes no sense': (TableName) =>
      new QueryCommand({ TableName, KeyConditionExpression: 'nonsense' }),
  };

  /** What becomes of a command, without the names that differ and what is of one request. */
  const outcomeOf = async (client: DynamoDBClient, command: object, table: string) => {
    const plain = (value: object) =>
      JSON.parse(JSON.stringify(value).replaceAll(table, 'table')) as object;
    try {
      const { $metadata, ...output } = await client.send(command as GetItemCommand);
      return { status: $metadata.httpStatusCode, output: plain(output) };
    } catch (error) {
      const { name, message, $metadata, ...rest } = error as Error & {
        $metadata: { httpStatusCode: number };
      };
      const status = $metadata.httpStatusCode;
      return {
        name,
        status,
        message: message.replaceAll(table, 'table'),
        type: (error as Error).constructor,
        rest: plain(rest),
      };
    }
  };

  it.each(Object.keys(commands))('%s has the same outcome', async (what) => {
    const straight = straightAt(database.endpoint);
    const make = commands[what] as (table: string) => object;
    const ours = await outcomeOf(straight, make('straight'), 'straight');
    expect(ours).toEqual(await outcomeOf(database.client, make('sdk'), 'sdk'));
    straight.destroy();
  });

  it('errors are those of the SDK', async () => {
    const straight = straightAt(database.endpoint);
    const again = { TableName: 'straight', Item: { ...Key, sk: { S: 'E' } } };
    await straight.send(new PutItemCommand(again));
    const refused = straight.send(new PutItemCommand({ ...again, ConditionExpression: isNew }));
    await expect(refused).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    const cancelled = straight.send(
      new TransactWriteItemsCommand({ TransactItems: [put('straight', 'E')] }),
    );
    await expect(cancelled).rejects.toBeInstanceOf(TransactionCanceledException);
    await expect(cancelled).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
    });
    straight.destroy();
  });
});

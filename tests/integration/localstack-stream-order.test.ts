import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, outputFile, type Running, run } from '../support/assembly-fixture.ts';
import { type Change, key, streamAssembly, tables, viewTypes } from '../support/stream-assembly.ts';

const number = (n: number) => ({ ':n': { N: `${n}` } });
const update = (TableName: string, pk: string, n: number) =>
  new UpdateItemCommand({
    TableName,
    Key: key(pk),
    UpdateExpression: 'SET n = :n',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: number(n),
  });

describe('the stream of a table', () => {
  const out = outputFile();
  let running: Running;
  let dynamodb: DynamoDBClient;
  const all = () =>
    out.events().flatMap((event) => (event as unknown as { Records: Change[] }).Records);
  /** What the mapping of one table has handed out about one item. */
  const changes = (name: string, pk: string) =>
    all().filter(
      ({ eventSourceARN, dynamodb: { Keys } }) =>
        eventSourceARN.includes(`/things-${name}/`) && Keys.pk?.S === pk,
    );
  const seen = async (name: string, pk: string, count: number) =>
    await eventually(
      () => changes(name, pk),
      (some) => some.length >= count,
    );
  const newNumbers = (some: readonly Change[]) =>
    some.map(({ eventName, dynamodb: { NewImage } }) => NewImage?.n?.N ?? eventName);

  beforeAll(async () => {
    running = await run(streamAssembly(out.path));
    dynamodb = new DynamoDBClient(running.client());
  });
  afterAll(() => running.stop());

  it('has one record a write, in their order, each with the image of its write, 50 times out of 50', async () => {
    const TableName = 'things-New';
    for (let trial = 0; trial < 50; trial += 1) {
      const pk = `trial-${trial}`;
      await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key(pk), n: { N: '0' } } }));
      await dynamodb.send(update(TableName, pk, 1));
      await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key(pk), n: { N: '2' } } }));
      await dynamodb.send(update(TableName, pk, 3));
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: key(pk) }));
    }
    await seen('New', 'trial-49', 5);
    for (let trial = 0; trial < 50; trial += 1) {
      const some = await seen('New', `trial-${trial}`, 5);
      expect(some.map(({ eventName }) => eventName)).toEqual([
        'INSERT',
        'MODIFY',
        'MODIFY',
        'MODIFY',
        'REMOVE',
      ]);
      expect(newNumbers(some)).toEqual(['0', '1', '2', '3', 'REMOVE']);
    }
  });

  it('has a record of its own for each of many updates at a time, whose old image is the new one before', async () => {
    const TableName = 'things-Both';
    const add = new UpdateItemCommand({
      TableName,
      Key: key('parallel'),
      UpdateExpression: 'ADD n :n',
      ExpressionAttributeValues: number(1),
    });
    await Promise.all(Array.from({ length: 20 }, () => dynamodb.send(add)));
    const some = await seen('Both', 'parallel', 20);
    const counted = Array.from({ length: 20 }, (_, at) => `${at + 1}`);
    expect(newNumbers(some)).toEqual(counted);
    expect(some.map(({ dynamodb: { OldImage } }) => OldImage?.n?.N ?? '0')).toEqual(
      counted.map((n) => `${Number(n) - 1}`),
    );
    expect(new Set(some.map(({ eventID }) => eventID)).size).toBe(20);
    const numbers = some.map(({ dynamodb: { SequenceNumber } }) => SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
  });

  it('has records of every way to write', async () => {
    const TableName = 'things-New';
    const Item = (n: number) => ({ ...key('ways'), n: { N: `${n}` } });
    await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: Item(1) } }] },
      }),
    );
    const transact = (TransactItems: object[]) =>
      dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    await transact([{ Put: { TableName, Item: Item(2) } }]);
    await transact([
      {
        Update: {
          TableName,
          Key: key('ways'),
          UpdateExpression: 'SET n = n + :n',
          ExpressionAttributeValues: number(1),
        },
      },
    ]);
    await dynamodb.send(
      new ExecuteStatementCommand({ Statement: `UPDATE "${TableName}" SET n=4 WHERE pk='ways'` }),
    );
    await transact([{ Delete: { TableName, Key: key('ways') } }]);
    await transact([{ Put: { TableName, Item: Item(6) } }]);
    await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ DeleteRequest: { Key: key('ways') } }] },
      }),
    );
    const some = await seen('New', 'ways', 7);
    expect(newNumbers(some)).toEqual(['1', '2', '3', '4', 'REMOVE', '6', 'REMOVE']);
  });

  it('has no record of a write that was refused or that deleted nothing', async () => {
    const TableName = 'things-New';
    await expect(dynamodb.send(update(TableName, 'refused', 1))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: key('refused') }));
    await dynamodb.send(new PutItemCommand({ TableName, Item: key('refused') }));
    const some = await seen('New', 'refused', 1);
    expect(some.map(({ eventName }) => eventName)).toEqual(['INSERT']);
  });

  it.each(tables)('shows the images that its view type has: %s', async (name) => {
    const TableName = `things-${name}`;
    await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key('view'), n: { N: '1' } } }));
    await dynamodb.send(update(TableName, 'view', 2));
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: key('view') }));
    const some = await seen(name, 'view', 3);
    const withNew = name === 'Both' || name === 'New';
    const withOld = name === 'Both' || name === 'Old';
    const image = (isThere: boolean, n: string) =>
      isThere ? { ...key('view'), n: { N: n } } : undefined;
    expect(
      some.map(({ dynamodb: { NewImage, OldImage, StreamViewType } }) => ({
        NewImage,
        OldImage,
        StreamViewType,
      })),
    ).toEqual(
      [
        { NewImage: image(withNew, '1'), OldImage: undefined },
        { NewImage: image(withNew, '2'), OldImage: image(withOld, '1') },
        { NewImage: undefined, OldImage: image(withOld, '2') },
      ].map((images) => ({ ...images, StreamViewType: viewTypes[name] })),
    );
  });
});

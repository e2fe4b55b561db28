// Whether the tables of a stage can be restored: what a drill asks, finds and leaves behind.
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { drill, tablesOf } from '../../infra/release/restore-drill.ts';
import { readOptions } from '../../infra/tools/restore-drill.ts';

const dynamoDb = mockClient(DynamoDBClient);
afterAll(() => dynamoDb.restore());
const table = 'tandem-prod-orders';
const restored = `${table}-drill`;
const quickly = { pauseMs: 0, limitMs: 0 };

const form: TableDescription = {
  TableStatus: 'ACTIVE',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [{ IndexName: 'due-index' }, { IndexName: 'pending-index' }],
  SSEDescription: { KMSMasterKeyArn: 'arn:key' },
};

const item = (number: number, total = '1') => ({
  pk: { S: `ORDER#${number}` },
  sk: { S: 'COMMIT#1' },
  total: { N: total },
});

const describes = (TableName: string, Table: TableDescription) =>
  dynamoDb.on(DescribeTableCommand, { TableName }).resolves({ Table });

beforeEach(() => {
  dynamoDb.reset();
  describes(table, form);
  describes(restored, {
    ...form,
    GlobalSecondaryIndexes: form.GlobalSecondaryIndexes?.toReversed(),
  });
  dynamoDb.on(RestoreTableToPointInTimeCommand).resolves({});
  dynamoDb.on(DeleteTableCommand).resolves({});
  dynamoDb.on(ScanCommand, { TableName: restored }).resolves({ Items: [item(1), item(2)] });
  dynamoDb.on(GetItemCommand).callsFake(({ Key }) => ({
    // The second has changed since.
    Item: Key.pk.S === 'ORDER#1' ? item(1) : item(2, '7'),
  }));
});

const deleted = () => dynamoDb.commandCalls(DeleteTableCommand).map(({ args }) => args[0].input);

describe('a drill', () => {
  it('restores beside the table, compares a sample by its keys, and deletes what it has made', async () => {
    expect(await drill(table, quickly)).toEqual({
      table,
      seconds: expect.any(Number),
      sampled: 2,
      same: 1,
    });
    const [restore] = dynamoDb.commandCalls(RestoreTableToPointInTimeCommand);
    expect(restore?.args[0].input).toEqual({
      SourceTableName: table,
      TargetTableName: restored,
      UseLatestRestorableTime: true,
    });
    const [first] = dynamoDb.commandCalls(GetItemCommand);
    expect(first?.args[0].input).toEqual({
      TableName: table,
      Key: { pk: { S: 'ORDER#1' }, sk: { S: 'COMMIT#1' } },
    });
    expect(deleted()).toEqual([{ TableName: restored }]);
  });

  it('goes to the time that is named', async () => {
    await drill(table, { ...quickly, at: '2026-01-31T10:00:00Z' });
    const [restore] = dynamoDb.commandCalls(RestoreTableToPointInTimeCommand);
    expect(restore?.args[0].input).toMatchObject({
      RestoreDateTime: new Date('2026-01-31T10:00:00Z'),
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'is not there in time',
      () => describes(restored, { ...form, TableStatus: 'CREATING' }),
      'is not restored in time',
    ],
    [
      'lacks an index',
      () => describes(restored, { ...form, GlobalSecondaryIndexes: [] }),
      'has another form',
    ],
    [
      'is encrypted by another key',
      () => describes(restored, { ...form, SSEDescription: { KMSMasterKeyArn: 'arn:other' } }),
      'has another form',
    ],
    [
      'has nothing of a table that has something',
      () => {
        dynamoDb.on(ScanCommand, { TableName: restored }).resolves({ Items: [] });
        dynamoDb.on(ScanCommand, { TableName: table }).resolves({ Items: [item(1)] });
      },
      'is empty',
    ],
    [
      'has only what is not in the table',
      () => dynamoDb.on(GetItemCommand).resolves({}),
      'has no item that is in the table',
    ],
    [
      'cannot be read',
      () => dynamoDb.on(ScanCommand).rejects(new Error('kms: AccessDenied')),
      'kms: AccessDenied',
    ],
  ])('tells of a table that %s, and deletes it, too', async (_, given, fault) => {
    given();
    expect(await drill(table, quickly)).toMatchObject({ table, fault });
    expect(deleted()).toEqual([{ TableName: restored }]);
  });

  it('is content with an empty copy of an empty table', async () => {
    dynamoDb.on(ScanCommand).resolves({ Items: [] });
    expect(await drill(table, quickly)).not.toHaveProperty('fault');
  });

  it('deletes nothing that it has not made', async () => {
    dynamoDb
      .on(RestoreTableToPointInTimeCommand)
      .rejects(new Error(`Table already exists: ${restored}`));
    expect(await drill(table, quickly)).toMatchObject({
      fault: `Table already exists: ${restored}`,
    });
    expect(deleted()).toEqual([]);
  });

  it('says what it had to leave behind', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    dynamoDb.on(DeleteTableCommand).rejects(new Error('ResourceInUse'));
    expect(await drill(table, quickly)).not.toHaveProperty('fault');
    expect(said).toHaveBeenCalledWith(`${restored} is left behind: ResourceInUse`);
    said.mockRestore();
  });
});

describe('the tables of a stage', () => {
  it('are its own, without those of a drill before', async () => {
    dynamoDb
      .on(ListTablesCommand, { ExclusiveStartTableName: undefined })
      .resolves({ TableNames: ['other', 'tandem-dev-orders', table], LastEvaluatedTableName: 'x' })
      .on(ListTablesCommand, { ExclusiveStartTableName: 'x' })
      .resolves({ TableNames: [restored, 'tandem-prod-users'] });
    expect(await tablesOf('prod')).toEqual([table, 'tandem-prod-users']);
  });
});

describe('the command', () => {
  it('reads its flags', () => {
    expect(readOptions(['--stage', 'prod', '--table', table])).toEqual({
      stage: 'prod',
      at: undefined,
      tables: [table],
    });
    expect(readOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [[], /--stage must be dev or prod/],
    [['--stage', 'staging'], /--stage must be dev or prod/],
    [['--stage', 'prod', '--at', 'yesterday'], /--at wants a time/],
    [['--stage', 'prod', '--force'], /--force/],
  ])('%j is refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

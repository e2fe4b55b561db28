// A table of an earlier start is taken over where it is what the template wants.
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../localstack/cloud/cloud.ts';
import { ensureTable } from '../../localstack/dynamodb/tables.ts';

const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
const attribute = (AttributeName: string, AttributeType = 'S') => ({
  AttributeName,
  AttributeType,
});
const index = (more: object = {}) => ({
  IndexName: 'by-day',
  KeySchema: [key('day', 'HASH'), key('sk', 'RANGE')],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total', 'note'] },
  ...more,
});
const table = (more: object = {}) => ({
  TableName: 'orders',
  KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
  AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('day')],
  GlobalSecondaryIndexes: [index()],
  ...more,
});

async function start(kept: object, wanted: object): Promise<string[]> {
  const calls: string[] = [];
  await ensureTable(
    { type: 'AWS::DynamoDB::Table', path: 'Shop/Orders', properties: wanted } as Resource,
    {
      account: { region: 'eu-central-1', accountId: '000000000000' },
      database: {
        async call(operation) {
          calls.push(operation);
          return { Table: { TableStatus: 'ACTIVE', ...kept } };
        },
      },
      streams: { register: () => undefined },
      shapes: new Map(),
    },
  );
  return calls;
}

describe('a kept table', () => {
  it.each<[string, object]>([
    ['that is the same', table()],
    ['whose capacity has changed', table({ BillingMode: 'PROVISIONED' })],
    [
      'told in another order',
      table({
        KeySchema: [key('sk', 'RANGE'), key('pk', 'HASH')],
        AttributeDefinitions: [attribute('day'), attribute('sk'), attribute('pk')],
        GlobalSecondaryIndexes: [
          index({ Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note', 'total'] } }),
        ],
      }),
    ],
  ])('is taken over: %s', async (_, wanted) => {
    expect(await start(table(), wanted)).not.toContain('CreateTable');
  });

  it.each<[string, object]>([
    ['another key', table({ KeySchema: [key('pk', 'HASH')] })],
    [
      'a key of another type',
      table({ AttributeDefinitions: [attribute('pk'), attribute('sk', 'N'), attribute('day')] }),
    ],
    ['no index', table({ GlobalSecondaryIndexes: [] })],
    ['another index', table({ GlobalSecondaryIndexes: [index({ IndexName: 'by-week' })] })],
    [
      'an index by another key',
      table({ GlobalSecondaryIndexes: [index({ KeySchema: [key('day', 'HASH')] })] }),
    ],
    [
      'an index that holds more',
      table({ GlobalSecondaryIndexes: [index({ Projection: { ProjectionType: 'ALL' } })] }),
    ],
    ['a local index', table({ LocalSecondaryIndexes: [index({ IndexName: 'by-note' })] })],
  ])('stops the start of a template that wants %s', async (_, wanted) => {
    await expect(start(table(), wanted)).rejects.toThrow(
      'Shop/Orders: the kept table has other keys or indexes than the template',
    );
  });
});

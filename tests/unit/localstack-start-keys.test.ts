import { describe, expect, it } from 'vitest';
import { partitionKeyOf } from '../../localstack/dynamodb/permissions.ts';
import { checkStartKey } from '../../localstack/dynamodb/start-keys.ts';

const partitionKey = partitionKeyOf(
  new Map([
    ['orders', 'pk'],
    ['orders/byCustomer', 'customer'],
  ]),
);
const start = { pk: { S: 'a' }, sk: { S: '1' }, customer: { S: 'ada' } };
const check = (request: object) =>
  checkStartKey({ TableName: 'orders', ExclusiveStartKey: start, ...request }, partitionKey);
const of = (KeyConditionExpression: string, value: string, more: object = {}) => ({
  KeyConditionExpression,
  ExpressionAttributeValues: { ':p': { S: value }, ':s': { S: '0' } },
  ...more,
});

describe('a query', () => {
  it.each<[string, object]>([
    ['of its partition', of('pk = :p', 'a')],
    [
      'by a name of its own',
      of('#p = :p AND sk > :s', 'a', { ExpressionAttributeNames: { '#p': 'pk' } }),
    ],
    ['of an index', of('customer = :p', 'ada', { IndexName: 'byCustomer' })],
    [
      'by the ARN of its table',
      of('pk = :p', 'a', { TableName: 'arn:aws:dynamodb:r:1:table/orders' }),
    ],
    ['of a table that no template has', of('pk = :p', 'b', { TableName: 'other' })],
    ['without a start key', of('pk = :p', 'b', { ExclusiveStartKey: undefined })],
  ])('goes on: %s', (_, request) => {
    expect(check(request)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['of another partition', of('pk = :p', 'b')],
    ['by a name of its own', of('#p = :p', 'b', { ExpressionAttributeNames: { '#p': 'pk' } })],
    ['of an index', of('customer = :p', 'bob', { IndexName: 'byCustomer' })],
  ])('is refused: %s', (_, request) => {
    expect(() => check(request)).toThrow('outside query boundaries');
  });
});

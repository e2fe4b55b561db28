// Queries and scans that DynamoDB refuses, and dynoxide answers with nothing or with something else.
import { describe, expect, it } from 'vitest';
import { checkRead, type Shapes, shapeIn } from '../../localstack/dynamodb/requests/reads.ts';

const types = new Map([
  ['pk', 'S'],
  ['sk', 'N'],
]);
const shapes: Shapes = new Map([
  ['orders', { partitionKey: 'pk', keys: ['pk', 'sk'], types }],
  [
    'orders/byCustomer',
    { partitionKey: 'customer', keys: ['customer'], types: new Map([['customer', 'S']]) },
  ],
  [
    'orders/byDay',
    {
      partitionKey: 'day',
      keys: ['day'],
      types: new Map([['day', 'S']]),
      projected: new Set(['pk', 'sk', 'day', 'total']),
    },
  ],
]);
const shapeOf = shapeIn(shapes);
const start = { pk: { S: 'a' }, sk: { N: '1' }, customer: { S: 'ada' } };
const check = ({ operation = 'Query' as const, TableName = 'orders', ...rest }: Asked) => {
  const read = { TableName, ...rest };
  checkRead(operation, read, shapeOf(TableName, read.IndexName));
};

interface Asked extends Readonly<Record<string, unknown>> {
  readonly operation?: 'Query' | 'Scan';
  readonly TableName?: string;
  readonly IndexName?: string;
}

const of = (KeyConditionExpression: string, value: string, more: object = {}): Asked => ({
  KeyConditionExpression,
  ExpressionAttributeValues: { ':p': { S: value }, ':s': { N: '0' }, ':t': { N: '9' } },
  ...more,
});
const from = (ExclusiveStartKey: object = start) => ({ ExclusiveStartKey });
const names = (name: string) => ({ ExpressionAttributeNames: { '#p': name } });
const byDay = (more: object): Asked => of('day = :p', 'monday', { IndexName: 'byDay', ...more });
const scan = (more: object): Asked => ({ operation: 'Scan', IndexName: 'byDay', ...more });

describe('a read is served', () => {
  it.each<[string, Asked]>([
    ['from a start key of its partition', of('pk = :p', 'a', from())],
    ['by a name of its own', of('#p = :p AND sk > :s', 'a', { ...from(), ...names('pk') })],
    ['of an index', of('customer = :p', 'ada', { ...from(), IndexName: 'byCustomer' })],
    [
      'by the ARN of its table',
      of('pk = :p', 'a', { ...from(), TableName: 'arn:a:b:r:1:t/orders' }),
    ],
    ['of a table that no template has', of('pk = :p', 'b', { ...from(), TableName: 'other' })],
    ['without a start key', of('pk = :p', 'b')],
    ['between two keys', of('pk = :p AND sk BETWEEN :s AND :t', 'a')],
    ['by the value first', of('pk = :p AND :s <= sk', 'a')],
    ['by a beginning', of('day = :p AND begins_with(sk, :p)', 'a', { IndexName: 'byDay' })],
    ['with a value for another attribute', of('pk = :p', 'a', { FilterExpression: 'paid = :s' })],
    ['for what is in the index', byDay({ ProjectionExpression: 'pk, total' })],
    [
      'for all of an index that has all',
      of('customer = :p', 'a', { IndexName: 'byCustomer', ProjectionExpression: 'paid' }),
    ],
    ['by a filter on what is in the index', byDay({ FilterExpression: 'size(total) > :s' })],
    [
      'for a member named like one of all objects',
      of('pk = :p', 'a', { ProjectionExpression: 'constructor' }),
    ],
    ['by a filter of a scan', scan({ FilterExpression: 'paid = :s' })],
    [
      'though it is malformed, by the database',
      { KeyConditionExpression: 5, KeyConditions: [null] },
    ],
  ])('%s', (_, request) => {
    expect(() => check(request)).not.toThrow();
  });
});

const outside = 'The provided starting key is outside query boundaries';
const otherType = 'Condition parameter type does not match schema type';

describe('a read is refused', () => {
  it.each<[string, Asked, string]>([
    ['from another partition', of('pk = :p', 'b', from()), outside],
    ['by a name of its own', of('#p = :p', 'b', { ...from(), ...names('pk') }), outside],
    ['of an index', of('customer = :p', 'bob', { ...from(), IndexName: 'byCustomer' }), outside],
    ['by the value first', of(':p = pk', 'b', from()), outside],
    ['with a number for a text', of('pk = :s', 'a'), otherType],
    ['with a text for a number', of('pk = :p AND sk > :p', 'a'), otherType],
    ['by the value before a name', of('pk = :p AND :p <= sk', 'a'), otherType],
    ['with one of two', of('pk = :p and sk between :s and :p', 'a'), otherType],
    ['by its beginning', of('pk = :p AND begins_with (sk, :p)', 'a'), otherType],
    ['under a name of its own', of('#p = :s', 'a', names('pk')), otherType],
    ['of an index', of('day = :s', 'a', { IndexName: 'byDay' }), otherType],
    [
      'by members',
      { KeyConditions: { pk: { AttributeValueList: [{ N: '1' }], ComparisonOperator: 'EQ' } } },
      otherType,
    ],
    ['by an empty key', of('pk = :p', ''), 'an empty string value. Key: pk'],
    [
      'by an empty key of an index',
      of('day = :p', '', { IndexName: 'byDay' }),
      'for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byDay, IndexKey: day',
    ],
    [
      'for what is not in the index',
      byDay({ ProjectionExpression: 'pk, paid, lines[0].sku' }),
      'Global secondary index byDay does not project [paid, lines]',
    ],
    ['by a list', byDay({ AttributesToGet: ['paid'] }), 'byDay does not project [paid]'],
    [
      'of a scan',
      scan({ ProjectionExpression: '#p.a', ...names('note') }),
      'does not project [note]',
    ],
    [
      'by a filter on what is not in the index',
      byDay({ FilterExpression: 'contains(note, :p) AND (NOT paid IN (:s, :t))' }),
      'Secondary index byDay does not project one or more filter attributes: [note, paid]',
    ],
  ])('%s', (_, request, message) => {
    expect(() => check(request)).toThrow(message);
  });
});

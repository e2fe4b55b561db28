// Writes that DynamoDB refuses, and dynoxide does in part, or wrongly.
import { describe, expect, it } from 'vitest';
import { removingLastFirst } from '../../localstack/dynamodb/requests/removals.ts';
import { checkWrite } from '../../localstack/dynamodb/requests/writes.ts';

const shape = { partitionKey: 'pk', keys: ['pk', 'sk'], types: new Map() };
const shapeOf = (table: string) => (table === 'orders' ? shape : undefined);
const check = (operation: string, request: Record<string, unknown>) =>
  checkWrite(operation, request, shapeOf);
const update = (UpdateExpression: unknown, more: object = {}) => ({
  Update: { TableName: 'orders', UpdateExpression, ...more },
});
const transact = (...TransactItems: unknown[]) => check('TransactWriteItems', { TransactItems });
const put = { Put: { TableName: 'orders', Item: {} } };
const names = { ExpressionAttributeNames: { '#k': 'pk', '#a': 'a', '#set': 'set' } };

describe('an update of a transaction', () => {
  it.each<[string, object]>([
    [
      'of several attributes',
      update('SET a = :a, b.c = :b REMOVE d[0], d[1] ADD n :n DELETE s :s'),
    ],
    [
      'by functions',
      update('SET a = list_append(if_not_exists(pk, :e), :v), b = if_not_exists(sk, :x)'),
    ],
    ['by other attributes', update('SET a = pk, b = n + sk')],
    ['under names of its own', update('SET #a = :a, #set = :b', names)],
    ['of members beside each other', update('SET m.a = :a, m.b = :b, l[1] = :c, l[10] = :d')],
    ['of a table that no template has', update('SET pk = :a', { TableName: 'other' })],
    ['that is malformed', update(5)],
    ['without anything', update(undefined)],
  ])('goes to the database: %s', (_, item) => {
    expect(transact(put, item)).toBeUndefined();
  });

  const key = (name: string) =>
    `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`;
  const overlap = (one: string, other: string) =>
    `Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${one}], path two: [${other}]`;

  it.each<[string, object, string]>([
    ['of a key', update('SET a = :a, pk = :b'), key('pk')],
    ['of a key under another name', update('set #k = :a', names), key('pk')],
    ['that removes a key', update('REMOVE sk'), key('sk')],
    ['that adds to a key', update('ADD sk :n'), key('sk')],
  ])('cancels it: %s', (_, item, Message) => {
    const { status, body } = transact(put, item) ?? {};
    expect([status, JSON.parse(String(body))]).toEqual([
      400,
      {
        __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
        Message:
          'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError', Message }],
      },
    ]);
  });

  it.each<[string, object, string]>([
    ['of one attribute twice', update('SET a = :a, a = :b'), overlap('a', 'a')],
    ['of it in two ways', update('SET #a = :a REMOVE a', names), overlap('a', 'a')],
    ['of a member and its whole', update('SET m.a.b = :a, m = :b'), overlap('m, a, b', 'm')],
    ['of an entry and its list', update('SET l = :b REMOVE l[0]'), overlap('l', 'l, [0]')],
  ])('is refused before it begins: %s', (_, item, message) => {
    const cancelling = update('SET pk = :a');
    const refused = expect.objectContaining({ name: 'ValidationException', message });
    expect(() => transact(put, cancelling, item)).toThrow(refused);
  });
});

describe('an entry that does two things', () => {
  it('is refused, of a transaction and of a batch', () => {
    expect(() => transact({ ...put, ...update('SET a = :a') })).toThrow('can only contain one of');
    const both = { PutRequest: { Item: {} }, DeleteRequest: { Key: {} } };
    const batch = (...orders: unknown[]) => check('BatchWriteItem', { RequestItems: { orders } });
    expect(() => batch({ PutRequest: { Item: {} } }, both)).toThrow('more than one datatypes set');
    expect(batch({ PutRequest: { Item: {} } }, { DeleteRequest: { Key: {} } })).toBeUndefined();
  });

  it('is left to the database where it is malformed', () => {
    expect([transact(null, 5), check('BatchWriteItem', { RequestItems: [1] })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('the elements that an update removes', () => {
  it.each([
    ['REMOVE l[0], l[2]', 'REMOVE l[2],l[0]'],
    ['REMOVE l[2], a, l[10], m.l[1]', 'REMOVE l[10],l[2],m.l[1],a'],
    ['REMOVE l[0], l[1].x, l[1].m[3], l[1].m[4]', 'REMOVE l[1].m[4],l[1].m[3],l[1].x,l[0]'],
    ['remove #l[0], #l[1] SET a = :a', 'REMOVE #l[1],#l[0] SET a = :a'],
    ['SET a = :a REMOVE l[0], l[1] ADD n :n', 'SET a = :a REMOVE l[1],l[0] ADD n :n'],
    ['REMOVE l[0], a', 'REMOVE l[0], a'],
    ['SET l[0] = :a, l[1] = :b', 'SET l[0] = :a, l[1] = :b'],
    ['SET #REMOVE = :remove, l[0] = l[1]', 'SET #REMOVE = :remove, l[0] = l[1]'],
  ])('go last first: %s', (UpdateExpression, wanted) => {
    const spaced = (text: unknown) =>
      String(text)
        .replace(/\s*,\s*/g, ',')
        .replace(/\s+/g, ' ')
        .trim();
    const one = removingLastFirst({ TableName: 'orders', UpdateExpression });
    expect(spaced(one.UpdateExpression)).toBe(spaced(wanted));
    const { TransactItems } = removingLastFirst({ TransactItems: [put, update(UpdateExpression)] });
    expect(TransactItems).toMatchObject([
      put,
      { Update: { UpdateExpression: one.UpdateExpression } },
    ]);
  });

  it.each([{ UpdateExpression: 5 }, { TransactItems: 'x' }, { TransactItems: [null, put] }, {}])(
    'are none of %j',
    (request) => {
      expect(removingLastFirst(request)).toBe(request);
    },
  );
});
